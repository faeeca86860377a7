import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { LogController } from 'log-controller';
import { msg, updateWhenLocaleChanges } from 'localization';
import { Watch, badge, clock, duration, sharedStyles } from './event-idempotency-shared.js';

const KEPT = 200;

/** What happens, as a log in the footer: the newest first, so that it is seen without scrolling. */
export class QwcEventIdempotencyLog extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);
    logControl = new LogController(this);

    static styles = [sharedStyles, css`
        .line { font-family: monospace; font-size: var(--lumo-font-size-xs); white-space: nowrap; }
        .failed { color: var(--lumo-error-text-color); }
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
            ${this._items.map(item => html`<div class="line">${clock(item.at)} ${badge(item.kind)}
                ${item.method ? html`${item.scope ?? msg('none', { id: 'quarkus-event-idempotency-none' })} ${item.key} ${duration(item.millis)}` : item.text}</div>`)}`;
    }
}
customElements.define('qwc-event-idempotency-log', QwcEventIdempotencyLog);
