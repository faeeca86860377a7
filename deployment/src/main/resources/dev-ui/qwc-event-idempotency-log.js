import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { LogController } from 'log-controller';
import { msg, updateWhenLocaleChanges } from 'localization';
import { Watch, badge, clock, duration, keyCell, sharedStyles, shortMethod } from './event-idempotency-shared.js';

const KEPT = 200;

/** What happens, as a log in the footer: the newest first, so that it is seen without scrolling. */
export class QwcEventIdempotencyLog extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);
    logControl = new LogController(this);

    static styles = [sharedStyles, css`
        .line { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; padding: 1px 0;
            font-family: monospace; font-size: var(--lumo-font-size-xs); overflow-wrap: anywhere; }
        .line > * { min-width: 0; max-width: 100%; }
        .key { max-width: min(420px, 100%); }
        .failed { color: var(--lumo-error-text-color); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
    `];

    static properties = {
        _items: { state: true },
        _error: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._items = [];
        this._watch = new Watch(this.jsonRpc, news => {
            this._error = null;
            this._items = [...news.items.slice().reverse(), ...this._items].slice(0, KEPT);
        }, text => {
            this._error = text;
        });
        this.logControl.addItem(msg('Clear', { id: 'quarkus-event-idempotency-clear' }), 'font-awesome-solid:trash-can',
            'var(--lumo-error-color)', () => {
                this._items = [];
            }).done();
    }

    connectedCallback() {
        super.connectedCallback();
        this._watch.start();
    }

    disconnectedCallback() {
        this._watch.stop();
        super.disconnectedCallback();
    }

    hotReload() {
        this._error = null;
        this._watch.start();
    }

    render() {
        return html`${this._error ? html`<div class="line failed">${this._error}</div>` : ''}
            ${this._items.map(item => html`<div class="line" title=${item.thread ?? ''}><span>${clock(item.at)}</span>${badge(item.kind)}
                ${item.method ? this._renderDelivery(item) : html`<span>${item.text}</span>`}</div>`)}`;
    }

    _renderDelivery(item) {
        return html`<span>${item.scope ?? msg('none', { id: 'quarkus-event-idempotency-none' })}</span>
            ${item.key ? html`<span class="key">${keyCell(item.key)}</span>` : ''}
            <span class="quiet" title=${item.method}>${shortMethod(item.method)}</span>
            <span>${duration(item.millis)}</span>
            ${item.errorType || item.error ? html`<span class="failed">${[item.errorType, item.error].filter(Boolean).join(': ')}</span>` : ''}`;
    }
}
customElements.define('qwc-event-idempotency-log', QwcEventIdempotencyLog);
