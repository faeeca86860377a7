import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { devuiState } from 'devui-state';
import { msg, updateWhenLocaleChanges } from 'localization';
import { badge, errorText, pageLink, sharedStyles } from './event-idempotency-shared.js';

/** The card: how many methods are guarded, records by status, the store, and the links to the pages. */
export class QwcEventIdempotencyCard extends QwcHotReloadElement {

    static styles = [sharedStyles, css`
        :host { display: flex; flex-direction: column; gap: 6px; padding: 10px; height: 100%; box-sizing: border-box; }
        .facts { font-size: var(--lumo-font-size-s); display: flex; flex-direction: column; gap: 4px; }
        .counts { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; }
        .counts a { text-decoration: none; }
        .links { margin-top: auto; }
        .guide { display: inline-flex; align-items: center; gap: 5px; padding: 4px 10px; text-decoration: none;
            color: var(--lumo-contrast-80pct); font-size: small; }
        .guide:hover { filter: brightness(80%); }
        .guide vaadin-icon { width: var(--lumo-icon-size-s); height: var(--lumo-icon-size-s); }
        .failed { color: var(--lumo-error-text-color); font-size: var(--lumo-font-size-xs); overflow-wrap: anywhere; }
    `];

    static properties = {
        namespace: { type: String },
        extensionName: { type: String },
        description: { type: String },
        guide: { type: String },
        _overview: { state: true },
        _counts: { state: true },
        _error: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
    }

    connectedCallback() {
        super.connectedCallback();
        this.jsonRpc = new JsonRpc(this);
        this.hotReload();
    }

    hotReload() {
        this._error = null;
        const failed = failure => {
            this._error = errorText(failure);
        };
        this.jsonRpc.overview().then(response => {
            this._overview = response.result;
        }, failed);
        this.jsonRpc.countByStatus().then(response => {
            this._counts = response.result;
        }, failed);
    }

    render() {
        return html`<span class="quiet">${msg(this.description, { id: this.namespace + '-meta-description' })}</span>
            <div class="facts">${this._renderFacts()}</div>
            ${this._error ? html`<span class="failed" role="alert">${this._error}</span>` : ''}
            <div class="links">${this._renderLinks()}${this._renderGuide()}</div>`;
    }

    _renderFacts() {
        if (!this._overview) {
            return '';
        }
        return html`
            <span>${msg('Guarded methods', { id: 'quarkus-event-idempotency-guarded-methods' })}: <b>${this._overview.methods}</b>
                ${this._overview.enabled ? '' : badge(msg('off', { id: 'quarkus-event-idempotency-off' }))}</span>
            <span>${msg('Store', { id: 'quarkus-event-idempotency-store' })}: <b>${this._overview.store}</b></span>
            <span class="counts">${msg('Records', { id: 'quarkus-event-idempotency-records' })}: ${this._renderCounts()}</span>`;
    }

    /** Counting ends at 1,000 records; the counts are the least that there are then. */
    _renderCounts() {
        if (!this._counts) {
            return '…';
        }
        const counts = Object.entries(this._counts.byStatus).sort();
        const all = counts.reduce((sum, [, n]) => sum + n, 0).toLocaleString('en');
        const plus = this._counts.exact ? '' : '+';
        return html`<b title=${plus && msg('Counting ends at 1,000 records: there are more.', { id: 'quarkus-event-idempotency-not-all-counted' })}
            >${all}${plus}</b> ${counts.map(([status, n]) => pageLink(...status === 'processing' ? ['in-flight', {}] : ['records', { status: status }],
            badge(status, n + plus)))}`;
    }

    /** Looks as the links to the pages do. */
    _renderGuide() {
        return this.guide?.startsWith('http') ? html`<a class="guide" id="guide" href=${this.guide} target="_blank" rel="noopener">
            <vaadin-icon icon="font-awesome-solid:book"></vaadin-icon>
            ${msg('Guide', { id: 'quarkus-event-idempotency-guide' })}</a>` : '';
    }

    _renderLinks() {
        const extension = devuiState.cards.active.find(card => card.namespace === this.namespace);
        return (extension?.cardPages ?? []).map(page => html`<qwc-extension-link
            namespace="${this.namespace}" extensionName="${this.extensionName}" iconName="${page.icon}"
            displayName="${page.title}" path="${page.id}" ?embed=${page.embed}
            webcomponent="${page.componentLink}" webcomponentTagName="${page.componentName}"></qwc-extension-link>`);
    }
}
customElements.define('qwc-event-idempotency-card', QwcEventIdempotencyCard);
