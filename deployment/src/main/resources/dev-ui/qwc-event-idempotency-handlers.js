import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { connectionState } from 'connection-state';
import { getLocale, msg, updateWhenLocaleChanges } from 'localization';
import { badge, errorBar, errorText, sharedStyles, shortMethod } from './event-idempotency-shared.js';
import '@vaadin/button';
import '@vaadin/grid';
import '@vaadin/grid/vaadin-grid-sort-column.js';

/** The guarded methods: what is in force for each, what set it, and how often what happened. */
export class QwcEventIdempotencyHandlers extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);

    static styles = [sharedStyles, css`
        :host { display: flex; flex-direction: column; gap: 8px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        vaadin-grid { height: 100%; flex: 1; }
        .method { overflow-wrap: anywhere; white-space: normal; }
        .policies { display: grid; grid-template-columns: max-content max-content 1fr; gap: 0 12px;
            font-size: var(--lumo-font-size-s); }
        .counts { display: flex; flex-wrap: wrap; gap: 4px; }
        .warnings { font-size: var(--lumo-font-size-s); max-height: 30%; overflow: auto; flex-shrink: 0; }
        .warnings summary { cursor: pointer; font-weight: bold; }
        .warning { display: flex; gap: 8px; align-items: baseline; padding: 2px 0; overflow-wrap: anywhere; }
        .set { color: var(--lumo-primary-text-color); white-space: normal; overflow-wrap: anywhere; }
    `];

    static properties = {
        _handlers: { state: true },
        _warnings: { state: true },
        _error: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
    }

    connectedCallback() {
        super.connectedCallback();
        this._timer = setInterval(() => connectionState.current.isConnected && this._load(), 2000);
        this.hotReload();
    }

    disconnectedCallback() {
        clearInterval(this._timer);
        super.disconnectedCallback();
    }

    hotReload() {
        this._error = null;
        this._load();
    }

    /**
     * Rows stay the same objects while nothing changes, so that the grid stays where it is. Warnings of the store come once it
     * is connected.
     */
    async _load() {
        try {
            const [handlers, warnings] = await Promise.all([this.jsonRpc.handlers(), this.jsonRpc.startWarnings()]);
            if (JSON.stringify(handlers.result) !== JSON.stringify(this._handlers)) {
                this._handlers = handlers.result;
            }
            if (JSON.stringify(warnings.result) !== JSON.stringify(this._warnings)) {
                this._warnings = warnings.result;
            }
            this._error = null;
        } catch (failure) {
            this._error = errorText(failure);
        }
    }

    render() {
        const locale = getLocale();
        return html`${errorBar(this._error, () => {
            this._error = null;
        })}
        ${this._warnings?.length ? html`<details class="warnings" id="warnings" open>
            <summary>${msg('Warnings at the start', { id: 'quarkus-event-idempotency-warnings' })} (${this._warnings.length})</summary>
            ${this._warnings.map(warning => html`<div class="warning"><span class="badge warn">${warning.code}</span>
                <span>${warning.text}</span></div>`)}</details>` : ''}
        <vaadin-grid .items=${this._handlers ?? []} theme="no-border row-stripes wrap-cell-content">
            <vaadin-grid-sort-column path="method" width="320px" resizable
                header=${msg('Method', { id: 'quarkus-event-idempotency-method' })}
                ${columnBodyRenderer(handler => this._renderMethod(handler), [locale])}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="scope" width="200px" resizable
                header=${msg('Scope and key', { id: 'quarkus-event-idempotency-scope-and-key' })}
                ${columnBodyRenderer(handler => this._renderKey(handler), [])}></vaadin-grid-sort-column>
            <vaadin-grid-column width="420px" resizable
                header=${msg('In force, and what set it', { id: 'quarkus-event-idempotency-in-force' })}
                ${columnBodyRenderer(handler => this._renderPolicies(handler), [])}></vaadin-grid-column>
            <vaadin-grid-column width="200px" resizable
                header=${msg('Counted in its scope', { id: 'quarkus-event-idempotency-counted' })}
                ${columnBodyRenderer(handler => this._renderCounts(handler), [locale])}></vaadin-grid-column>
            <span slot="empty-state" class="quiet">${this._handlers
        ? msg('No method has @Idempotent.', { id: 'quarkus-event-idempotency-no-handlers' }) : ''}</span>
        </vaadin-grid>`;
    }

    _renderMethod(handler) {
        return html`<div class="method"><b>${shortMethod(handler.method)}</b><br>
            <code class="quiet">${handler.method}</code><br>
            ${handler.channels.map(channel => html`<span class="badge">${msg('channel', { id: 'quarkus-event-idempotency-channel' })}
                ${channel}</span> `)}
            <span class="quiet">${msg('result', { id: 'quarkus-event-idempotency-result-type' })}</span>
            <code>${handler.resultType}</code>
            ${handler.window ? html`<br><span class="quiet">${msg('claims ahead, at most',
            { id: 'quarkus-event-idempotency-window' })}</span> <b>${handler.window}</b>` : ''}</div>`;
    }

    _renderKey(handler) {
        return html`<div class="method">${handler.scope}<br><code class="quiet">${handler.keySource}</code>
            ${handler.inTransaction ? html`<br><span class="badge">${msg('record in its transaction',
            { id: 'quarkus-event-idempotency-in-transaction' })}</span>` : ''}</div>`;
    }

    _renderPolicies(handler) {
        return html`<div class="policies">${handler.policies.map(policy => html`<span class="quiet">${policy.name}</span>
            <b>${policy.value}</b><span class=${policy.source === 'default' ? 'quiet' : 'set'}>${policy.source}</span>`)}</div>`;
    }

    _renderCounts(handler) {
        const counts = Object.entries(handler.counts);
        return html`<div class="counts">${counts.length === 0
            ? html`<span class="quiet">${msg('nothing yet', { id: 'quarkus-event-idempotency-nothing-yet' })}</span>`
            : counts.map(([what, n]) => badge(what, n))}</div>`;
    }
}
customElements.define('qwc-event-idempotency-handlers', QwcEventIdempotencyHandlers);
