import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { getLocale, msg, updateWhenLocaleChanges } from 'localization';
import { Address, badge, classOf, duration, errorBar, errorText, ideLink, keyCell, longText, sharedStyles, shortMethod, visible }
    from './event-idempotency-shared.js';
import { explained, explanationStyles, newestPayload, tryItParameters } from './event-idempotency-explanation.js';
import { comboBoxRenderer } from '@vaadin/combo-box/lit.js';
import '@vaadin/button';
import '@vaadin/combo-box';
import '@vaadin/grid';
import '@vaadin/integer-field';
import '@vaadin/progress-bar';
import '@vaadin/text-area';

const ASK_EVERY_MILLIS = 500;
/** A payload that is longer stays out of the address. */
const LONGEST_IN_ADDRESS = 2000;

/** What a person wrote for each handler. It outlives the page, which another page of the Dev UI replaces. */
const written = new Map();

/**
 * Explains what a payload would be to a handler, or delivers it, once or several times at once, and shows what became of each
 * delivery.
 */
export class QwcEventIdempotencyTryIt extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this);

    static styles = [sharedStyles, explanationStyles, css`
        :host { display: flex; gap: 16px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .form { display: flex; flex-direction: column; gap: 8px; width: 340px; flex-shrink: 0; overflow: auto; }
        .what { display: flex; flex-direction: column; flex: 1; min-width: 0; gap: 8px; overflow: auto; }
        .facts { font-size: var(--lumo-font-size-s); display: flex; flex-wrap: wrap; gap: 4px 8px; overflow-wrap: anywhere; }
        vaadin-text-area { width: 100%; --vaadin-input-field-value-font-family: monospace; font-family: monospace;
            max-height: 320px; }
        #times { width: 120px; }
        .deliver { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 8px; }
        .counts { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; min-height: 24px; }
        .got { white-space: normal; overflow-wrap: anywhere; }
        .got.failed { color: var(--lumo-error-text-color); }
        vaadin-grid { height: 100%; flex: 1; min-height: 200px; }
        vaadin-progress-bar { margin: 0; flex-shrink: 0; }
        @media (max-width: 900px) {
            :host { flex-direction: column; overflow: auto; }
            .form { width: 100%; overflow: visible; }
            .what { overflow: visible; }
            vaadin-grid { height: auto; min-height: 400px; }
        }
    `];

    static properties = {
        _handlers: { state: true },
        _id: { state: true },
        _payload: { state: true },
        _metadata: { state: true },
        _times: { state: true },
        _trial: { state: true },
        _explanation: { state: true },
        _searched: { state: true },
        _waiting: { state: true },
        _reloaded: { state: true },
        _error: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._payload = '';
        this._metadata = '';
        this._times = 1;
        this._turn = 0;
        this._searched = '';
        this._address = new Address(this, { handler: '', payload: '', metadata: '', record: '' }, () => this._follow());
    }

    connectedCallback() {
        super.connectedCallback();
        this._followed = false;
        this.hotReload();
    }

    disconnectedCallback() {
        this._forget();
        super.disconnectedCallback();
    }

    hotReload() {
        this._error = null;
        if (this._waiting) {
            this._reloaded = true;
        }
        this._forget();
        this.jsonRpc.handlersToTry().then(response => {
            this._handlers = response.result;
            return this._follow();
        }, failure => this._failed(failure));
    }

    /** Shows what the address names: a payload, or the newest one that was seen of a record's key. */
    async _follow() {
        const { handler, record } = this._address.values;
        this._followed = false;
        if (record) {
            try {
                const payload = newestPayload((await this.jsonRpc.payloads({ storeKey: record })).result, handler);
                if (payload && this._address.values.record === record) {
                    this._address.set({ ...tryItParameters(payload), record: '' });
                }
            } catch (failure) {
                this._failed(failure);
            }
        }
        this._show();
    }

    /** Shows the handler of the address. A payload that came with it counts as written, until a person writes another one. */
    _show() {
        const { handler, payload, metadata } = this._address.values;
        const now = this._handlers?.find(one => one.id === handler) ?? this._chosen() ?? this._handlers?.find(one => !one.why)
            ?? this._handlers?.[0];
        if (now) {
            if (handler === now.id && payload && !this._followed) {
                written.set(now.id, { payload, metadata });
            }
            this._followed = true;
            this._choose(now.id);
        }
        if (this._handlers && handler && handler !== now?.id) {
            this._error = `${msg('There is no such handler', { id: 'quarkus-event-idempotency-no-such-handler' })}: ${handler}`;
        }
    }

    /** A trial that is running goes on, and nobody waits for it. One that has ended stays to be seen. */
    _forget() {
        this._turn++;
        clearTimeout(this._timer);
        if (this._waiting) {
            this._trial = null;
        }
        this._waiting = false;
    }

    /** Another result comes in the place of the one that is shown. */
    _begin() {
        this._forget();
        this._silence();
        this._trial = null;
        this._explanation = null;
        this._waiting = true;
        this._remember();
    }

    _failed(failure) {
        this._waiting = false;
        this._error = errorText(failure);
    }

    _chosen() {
        return this._handlers?.find(handler => handler.id === this._id);
    }

    _chose(id) {
        this._silence();
        this._choose(id);
        this._remember();
    }

    /** Shows a handler, with what was written for it before, else with its sample. */
    _choose(id) {
        if (id !== this._id) {
            this._forget();
            this._trial = null;
            this._explanation = null;
        }
        this._id = id;
        this._payload = written.get(id)?.payload ?? this._chosen()?.sample ?? '';
        this._metadata = written.get(id)?.metadata ?? this._chosen()?.metadata ?? '';
    }

    /** A sample is not remembered: it changes with the source. */
    _wrote() {
        const handler = this._chosen();
        if (handler && (this._payload !== (handler.sample ?? '') || this._metadata !== (handler.metadata ?? ''))) {
            written.set(this._id, { payload: this._payload, metadata: this._metadata });
        } else {
            written.delete(this._id);
        }
    }

    _sample() {
        written.delete(this._id);
        this._choose(this._id);
        this._remember();
    }

    _remember() {
        const { payload, metadata } = written.get(this._id) ?? { payload: '', metadata: '' };
        const fits = payload.length + metadata.length <= LONGEST_IN_ADDRESS;
        this._address.set({ handler: this._id, payload: fits ? payload : '', metadata: fits ? metadata : '', record: '' });
    }

    _deliver() {
        this._begin();
        this._await(this.jsonRpc.tryHandler(
            { handler: this._id, payload: this._payload, metadata: this._metadata, times: this._times }));
    }

    _explain() {
        this._begin();
        const turn = this._turn;
        this.jsonRpc.explain({ handler: this._id, payload: this._payload, metadata: this._metadata }).then(response => {
            if (turn === this._turn) {
                this._waiting = false;
                this._explanation = response.result;
            }
        }, failure => turn === this._turn && this._failed(failure));
    }

    /** Asks on while one of the deliveries has not ended, unless the trial is forgotten meanwhile. */
    _await(answer) {
        const turn = this._turn;
        answer.then(response => {
            if (turn === this._turn) {
                const trial = response.result;
                this._trial = trial;
                this._waiting = trial.running;
                if (trial.running) {
                    this._timer = setTimeout(() => this._await(this.jsonRpc.trial({ trial: trial.trial })), ASK_EVERY_MILLIS);
                }
            }
        }, failure => {
            if (turn === this._turn) {
                this._failed(failure);
            }
        });
    }

    _silence() {
        this._error = null;
        this._reloaded = false;
    }

    _renderError() {
        return errorBar(this._reloaded ? msg('The application was reloaded: nobody can tell what became of the deliveries.',
            { id: 'quarkus-event-idempotency-reloaded' }) : this._error, () => this._silence());
    }

    render() {
        if (!this._handlers) {
            return this._renderError();
        }
        if (this._handlers.length === 0) {
            return html`<span class="quiet">${msg('No method has @Idempotent.', { id: 'quarkus-event-idempotency-no-handlers' })}</span>`;
        }
        return html`${this._renderForm(this._chosen())}
            <div class="what" role="region" aria-label=${msg('Result', { id: 'quarkus-event-idempotency-result' })}>
                ${this._renderError()}
                ${this._waiting ? html`<vaadin-progress-bar indeterminate></vaadin-progress-bar>` : ''}
                ${this._explanation ? explained(this._explanation) : html`${this._renderCounts()}${this._renderGrid()}`}
            </div>`;
    }

    _renderForm(handler) {
        const searched = this._searched.toLowerCase();
        const items = this._handlers.map(one => ({ label: shortMethod(one.id), value: one.id, scope: one.scope }));
        const found = items.filter(one => [one.label, one.value, one.scope].some(text => text.toLowerCase().includes(searched)));
        return html`<div class="form">
            <vaadin-combo-box id="handler" label=${msg('Handler', { id: 'quarkus-event-idempotency-handler' })}
                .items=${items} .filteredItems=${found} .value=${this._id ?? ''}
                @filter-changed=${e => {
        this._searched = e.detail.value;
    }}
                @value-changed=${e => e.detail.value && e.detail.value !== this._id && this._chose(e.detail.value)}
                ${comboBoxRenderer(item => this._renderItem(item), [])}></vaadin-combo-box>
            ${handler ? this._renderChosen(handler) : ''}
        </div>`;
    }

    /** The method first, and its package quietly. Styled inline: the list hangs outside of this page. */
    _renderItem(item) {
        const [type, call] = item.value.split('#');
        const parameters = call.replace(/[\w.]+\.(?=\w)/g, '');
        return html`<div style="overflow-wrap: anywhere"><b>${parameters}</b>
            <div style="font-size: var(--lumo-font-size-s); color: var(--lumo-secondary-text-color)">${type} · ${item.scope}</div></div>`;
    }

    _renderChosen(handler) {
        return html`
            <div class="facts">${ideLink(classOf(handler.id), html`<code class="quiet">${handler.id}</code>`)}
                ${handler.channels.map(channel => html`<span class="badge">${msg('channel', { id: 'quarkus-event-idempotency-channel' })} ${channel}</span>`)}
                <span class="badge">${handler.scope}</span><code>${handler.keySource}</code></div>
            ${handler.why ? html`<div class="error" id="why" role="note"><span>${msg('This handler cannot be tried.',
        { id: 'quarkus-event-idempotency-cannot-try' })} ${handler.why}</span></div>` : this._renderFields(handler)}`;
    }

    _renderFields(handler) {
        return html`
            <vaadin-text-area id="payload" label="${msg('Payload as JSON', { id: 'quarkus-event-idempotency-payload' })}: ${handler.payloadType}"
                .value=${this._payload} @value-changed=${e => {
        this._payload = e.detail.value;
    }} @input=${() => this._wrote()}></vaadin-text-area>
            ${handler.note ? html`<span class="quiet" id="note">${handler.note}</span>` : ''}
            ${handler.metadata === undefined ? '' : html`<vaadin-text-area id="metadata"
                label=${msg('Headers as JSON', { id: 'quarkus-event-idempotency-metadata' })}
                helper-text=${msg('Also kafka.key, messageId and cloudEvent.id, as keys name them. Nothing is sent to a channel.',
        { id: 'quarkus-event-idempotency-metadata-help' })}
                .value=${this._metadata} @value-changed=${e => {
        this._metadata = e.detail.value;
    }} @input=${() => this._wrote()}></vaadin-text-area>`}
            <div class="deliver">
                <vaadin-integer-field id="times" label=${msg('At once', { id: 'quarkus-event-idempotency-at-once' })}
                    step-buttons-visible min="1" max="100" .value=${String(this._times)} @value-changed=${e => {
        this._times = Number(e.detail.value);
    }}></vaadin-integer-field>
                <vaadin-button id="deliver" theme="primary" @click=${() => this._deliver()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:paper-plane"></vaadin-icon>
                    ${msg('Deliver', { id: 'quarkus-event-idempotency-deliver' })}</vaadin-button>
                <vaadin-button id="explain" title=${msg('Shows the key, its record, and what a delivery would get now. Nothing is delivered.',
        { id: 'quarkus-event-idempotency-explain-help' })} @click=${() => this._explain()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:circle-question"></vaadin-icon>
                    ${msg('Explain', { id: 'quarkus-event-idempotency-explain' })}</vaadin-button>
                <vaadin-button id="sample" theme="tertiary" @click=${() => this._sample()}>
                    ${msg('Sample', { id: 'quarkus-event-idempotency-sample' })}</vaadin-button>
            </div>
            <span class="quiet">${handler.blocking
        ? msg('It is called on a thread of its own.', { id: 'quarkus-event-idempotency-on-thread' })
        : msg('It is called on an event loop, which it must not block.', { id: 'quarkus-event-idempotency-on-loop' })}</span>`;
    }

    /**
     * How a delivery ended, or each event of a batch, which can be empty. What was called without a guard has an outcome of its
     * own.
     */
    _whats(one) {
        if (one.running) {
            return ['running'];
        }
        if (one.events && (one.events.length > 0 || !one.error)) {
            return one.events.map(event => event.outcome);
        }
        return [one.outcome ?? (one.error ? 'failed' : 'not-guarded')];
    }

    _count(whats) {
        const counts = new Map();
        whats.forEach(what => counts.set(what, (counts.get(what) ?? 0) + 1));
        return [...counts].map(([what, n]) => badge(what, n));
    }

    _renderCounts() {
        const waited = this._trial?.waited;
        return html`<div class="counts" id="counts" aria-live="polite">${this._count((this._trial?.deliveries ?? []).flatMap(one => this._whats(one)))}
            ${waited ? html`<span class="quiet">${waited} ${msg('waited', { id: 'quarkus-event-idempotency-waited' })}</span>` : ''}</div>`;
    }

    _renderGrid() {
        return html`<vaadin-grid .items=${this._trial?.deliveries ?? []} theme="no-border row-stripes compact wrap-cell-content"
            accessible-name=${msg('Deliveries', { id: 'quarkus-event-idempotency-deliveries' })}>
            <vaadin-grid-column path="number" width="50px" flex-grow="0" text-align="end" header="#"></vaadin-grid-column>
            <vaadin-grid-column width="180px" flex-grow="0" resizable header=${msg('What', { id: 'quarkus-event-idempotency-what' })}
                ${columnBodyRenderer(one => html`${one.events ? html`<span class="counts">${this._count(this._whats(one))}</span>` : badge(this._whats(one)[0])} ${one.settled
        ? html`<span class="badge">${one.settled}</span>` : ''}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="220px" flex-grow="3" resizable header=${msg('Got', { id: 'quarkus-event-idempotency-got' })}
                ${columnBodyRenderer(one => this._renderGot(one), [getLocale()])}></vaadin-grid-column>
            <vaadin-grid-column width="110px" flex-grow="1" resizable header=${msg('Key', { id: 'quarkus-event-idempotency-key' })}
                ${columnBodyRenderer(one => this._renderKeys(one), [])}></vaadin-grid-column>
            <vaadin-grid-column width="95px" flex-grow="0" text-align="end" header=${msg('Attempt', { id: 'quarkus-event-idempotency-attempt' })}
                ${columnBodyRenderer(one => html`${one.attempt || ''}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="90px" flex-grow="0" text-align="end" header=${msg('Took', { id: 'quarkus-event-idempotency-took' })}
                ${columnBodyRenderer(one => html`<span title=${one.thread ?? ''}>${duration(one.millis)}</span>`, [])}></vaadin-grid-column>
            <span slot="empty-state" class="quiet">${msg('What becomes of each delivery is shown here.',
        { id: 'quarkus-event-idempotency-nothing-tried' })}</span>
        </vaadin-grid>`;
    }

    _renderKeys(one) {
        return one.events ? one.events.map(event => html`<div class="event">${keyCell(event.key)} ${badge(event.outcome)}</div>`)
            : keyCell(one.key);
    }

    _renderGot(one) {
        if (one.error) {
            return html`<div class="got failed">${ideLink(one.error,
        html`<b title=${one.error}>${one.error.substring(one.error.lastIndexOf('.') + 1)}</b>`)} ${visible(one.message)}</div>`;
        }
        if (one.running) {
            return '';
        }
        const result = one.result ?? null;
        return html`<div class="got">${result === null ? html`<span class="quiet">${msg('nothing',
            { id: 'quarkus-event-idempotency-got-nothing' })}</span>`
            : longText(result, one.resultSize, undefined, part => html`<code class="block" tabindex="0">${part}</code>`)}</div>`;
    }
}
customElements.define('qwc-event-idempotency-try-it', QwcEventIdempotencyTryIt);
