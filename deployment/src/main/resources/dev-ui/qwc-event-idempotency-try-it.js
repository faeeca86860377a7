import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { getLocale, msg, updateWhenLocaleChanges } from 'localization';
import { badge, duration, errorBar, errorText, sharedStyles, shortMethod } from './event-idempotency-shared.js';
import '@vaadin/button';
import '@vaadin/combo-box';
import '@vaadin/grid';
import '@vaadin/integer-field';
import '@vaadin/progress-bar';
import '@vaadin/text-area';

const ASK_EVERY_MILLIS = 500;

/** Delivers a payload to a handler, once or several times at once, and shows what became of each delivery. */
export class QwcEventIdempotencyTryIt extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this);

    static styles = [sharedStyles, css`
        :host { display: flex; gap: 16px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .form { display: flex; flex-direction: column; gap: 8px; width: 340px; flex-shrink: 0; overflow: auto; }
        .what { display: flex; flex-direction: column; flex: 1; min-width: 0; gap: 8px; }
        .facts { font-size: var(--lumo-font-size-s); display: flex; flex-wrap: wrap; gap: 4px 8px; overflow-wrap: anywhere; }
        vaadin-text-area { width: 100%; --vaadin-input-field-value-font-family: monospace; font-family: monospace;
            max-height: 320px; }
        #times { width: 120px; }
        .deliver { display: flex; align-items: flex-end; gap: 8px; }
        .counts { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; min-height: 24px; }
        .got { white-space: normal; overflow-wrap: anywhere; }
        .got.failed { color: var(--lumo-error-text-color); }
        vaadin-grid { height: 100%; flex: 1; }
        vaadin-progress-bar { margin: 0; }
    `];

    static properties = {
        _handlers: { state: true },
        _id: { state: true },
        _payload: { state: true },
        _metadata: { state: true },
        _times: { state: true },
        _trial: { state: true },
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
    }

    connectedCallback() {
        super.connectedCallback();
        this.hotReload();
    }

    disconnectedCallback() {
        this._forget();
        super.disconnectedCallback();
    }

    /** What somebody wrote stays, as long as the handler's sample does. */
    hotReload() {
        this._error = null;
        if (this._waiting) {
            this._reloaded = true;
        }
        this._forget();
        this.jsonRpc.handlersToTry().then(response => {
            const before = this._chosen();
            this._handlers = response.result;
            const now = this._chosen() ?? this._handlers.find(handler => !handler.why) ?? this._handlers[0];
            if (now && (now.id !== this._id || now.sample !== before?.sample)) {
                this._choose(now.id);
            }
        }, failure => this._failed(failure));
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
    }

    _choose(id) {
        if (id !== this._id) {
            this._forget();
            this._trial = null;
        }
        this._id = id;
        this._payload = this._chosen()?.sample ?? '';
        this._metadata = this._chosen()?.metadata ?? '';
    }

    _deliver() {
        this._forget();
        this._silence();
        this._trial = null;
        this._waiting = true;
        this._await(this.jsonRpc.tryHandler(
            { handler: this._id, payload: this._payload, metadata: this._metadata, times: this._times }));
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
            <div class="what">
                ${this._renderError()}
                ${this._waiting ? html`<vaadin-progress-bar indeterminate></vaadin-progress-bar>` : ''}
                ${this._renderCounts()}${this._renderGrid()}
            </div>`;
    }

    _renderForm(handler) {
        const items = this._handlers.map(one => ({ label: shortMethod(one.id), value: one.id }));
        return html`<div class="form">
            <vaadin-combo-box id="handler" label=${msg('Handler', { id: 'quarkus-event-idempotency-handler' })}
                .items=${items} .value=${this._id ?? ''}
                @value-changed=${e => e.detail.value && e.detail.value !== this._id && this._chose(e.detail.value)}></vaadin-combo-box>
            ${handler ? this._renderChosen(handler) : ''}
        </div>`;
    }

    _renderChosen(handler) {
        return html`
            <div class="facts"><code class="quiet">${handler.id}</code>
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
    }}></vaadin-text-area>
            ${handler.note ? html`<span class="quiet" id="note">${handler.note}</span>` : ''}
            ${handler.metadata === undefined ? '' : html`<vaadin-text-area id="metadata"
                label=${msg('Headers as JSON', { id: 'quarkus-event-idempotency-metadata' })}
                helper-text=${msg('Also kafka.key, messageId and cloudEvent.id, as keys name them. Nothing is sent to a channel.',
        { id: 'quarkus-event-idempotency-metadata-help' })}
                .value=${this._metadata} @value-changed=${e => {
        this._metadata = e.detail.value;
    }}></vaadin-text-area>`}
            <div class="deliver">
                <vaadin-integer-field id="times" label=${msg('At once', { id: 'quarkus-event-idempotency-at-once' })}
                    step-buttons-visible min="1" max="100" .value=${String(this._times)} @value-changed=${e => {
        this._times = Number(e.detail.value);
    }}></vaadin-integer-field>
                <vaadin-button id="deliver" theme="primary" @click=${() => this._deliver()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:paper-plane"></vaadin-icon>
                    ${msg('Deliver', { id: 'quarkus-event-idempotency-deliver' })}</vaadin-button>
                <vaadin-button id="sample" theme="tertiary" @click=${() => this._choose(this._id)}>
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
        return html`<div class="counts" id="counts">${this._count((this._trial?.deliveries ?? []).flatMap(one => this._whats(one)))}
            ${waited ? html`<span class="quiet">${waited} ${msg('waited', { id: 'quarkus-event-idempotency-waited' })}</span>` : ''}</div>`;
    }

    _renderGrid() {
        return html`<vaadin-grid .items=${this._trial?.deliveries ?? []} theme="no-border row-stripes compact wrap-cell-content">
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
        return one.events ? one.events.map(event => html`<div class="event"><code>${event.key}</code> ${badge(event.outcome)}</div>`)
            : html`<code>${one.key}</code>`;
    }

    _renderGot(one) {
        if (one.error) {
            return html`<div class="got failed"><b title=${one.error}>${one.error.substring(one.error.lastIndexOf('.') + 1)}</b> ${one.message}</div>`;
        }
        return one.running ? '' : html`<div class="got"><code>${one.result ?? html`<span class="quiet">${msg('nothing',
            { id: 'quarkus-event-idempotency-got-nothing' })}</span>`}</code></div>`;
    }
}
customElements.define('qwc-event-idempotency-try-it', QwcEventIdempotencyTryIt);
