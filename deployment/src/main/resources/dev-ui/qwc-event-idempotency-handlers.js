import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { str } from '@lit/localize';
import { repeat } from 'lit/directives/repeat.js';
import { JsonRpc } from 'jsonrpc';
import { connectionState } from 'connection-state';
import { msg, updateWhenLocaleChanges } from 'localization';
import { Address, badge, codeLink, duration, errorBar, errorText, ideLink, pageLink, problem, sharedStyles, shortMethod } from './event-idempotency-shared.js';
import { tableStyles, tail, tailStyles } from './event-idempotency-table.js';
import '@vaadin/icon';
import '@vaadin/text-field';

const REFRESH_MILLIS = 2000;

/** How the columns sort; numbers start with the largest. */
const SORTED = {
    method: (a, b) => shortMethod(a.method).localeCompare(shortMethod(b.method)) || a.method.localeCompare(b.method),
    scope: (a, b) => a.scope.localeCompare(b.scope),
    rate: (a, b) => b.statistics.lastMinute - a.statistics.lastMinute,
    suppressed: (a, b) => (b.statistics.suppressedShare ?? -1) - (a.statistics.suppressedShare ?? -1),
    runs: (a, b) => (b.statistics.runs?.p95 ?? -1) - (a.statistics.runs?.p95 ?? -1),
    waits: (a, b) => (b.statistics.waits?.p95 ?? -1) - (a.statistics.waits?.p95 ?? -1),
    problems: (a, b) => sum(problems(b)) - sum(problems(a))
};

function problems(handler) {
    return Object.entries(handler.counts).filter(([kind]) => problem(kind));
}

function sum(counts) {
    return counts.reduce((all, [, n]) => all + n, 0);
}

/** The guarded methods, a line each: rate, times and problems; and in full what is in force for each, and what set it. */
export class QwcEventIdempotencyHandlers extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);
    address = new Address(this, { text: '', handler: '' }, () => this.requestUpdate());

    static styles = [sharedStyles, tableStyles, tailStyles, css`
        :host { display: flex; flex-direction: column; gap: 8px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; }
        .bar vaadin-text-field { width: 340px; max-width: 100%; }
        .warnings { font-size: var(--lumo-font-size-s); max-height: 30%; overflow: auto; flex-shrink: 0; }
        .warnings summary, .detail summary { cursor: pointer; }
        .warnings summary { font-weight: bold; }
        .warning > :first-child { flex: none; }
        .warning { display: flex; gap: 8px; align-items: baseline; padding: 2px 0; overflow-wrap: anywhere; }
        .plain { font: inherit; color: inherit; background: none; border: none; padding: 0; cursor: pointer; text-align: start; overflow-wrap: anywhere; }
        .plain span { min-width: 0; }
        .plain:focus-visible { outline: 2px solid var(--lumo-primary-color); border-radius: 2px; }
        .expand { display: flex; gap: 6px; align-items: baseline; font-weight: 500; max-width: 100%; }
        .expand vaadin-icon { width: 10px; height: 10px; flex: none; }
        th .plain[aria-pressed=true] { color: var(--lumo-primary-text-color); }
        .small, .times { font-size: var(--lumo-font-size-xs); }
        vaadin-text-field vaadin-icon { width: var(--lumo-icon-size-s); height: var(--lumo-icon-size-s); }
        .times { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4px; text-align: end; flex: 1; }
        tr.open { scroll-margin-top: 80px; background-color: var(--lumo-contrast-5pct); }
        .detail { display: flex; flex-wrap: wrap; gap: 8px 40px; padding: 4px 0 8px 16px; }
        .detail dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 0; }
        .detail dd { margin: 0; overflow-wrap: anywhere; }
        .detail > section { flex: 1 1 360px; min-width: 0; }
        .detail h4 { margin: 0 0 4px; font-size: var(--lumo-font-size-s); }
        .policies { display: grid; grid-template-columns: fit-content(40%) fit-content(30%) 1fr; gap: 2px 12px; }
        .policies > * { min-width: 0; overflow-wrap: anywhere; }
        .links { display: flex; flex-wrap: wrap; gap: 16px; flex-basis: 100%; }
        @container (max-width: 1000px) { .times { text-align: start; grid-template-columns: repeat(3, auto); gap: 10px; } }
    `];

    static properties = {
        _handlers: { state: true },
        _warnings: { state: true },
        _sort: { state: true },
        _error: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._sort = 'method';
    }

    connectedCallback() {
        super.connectedCallback();
        this._timer = setInterval(() => !document.hidden && connectionState.current.isConnected && this._load(), REFRESH_MILLIS);
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

    /** Warnings of the store come once it is connected. */
    async _load() {
        try {
            const [handlers, warnings] = await Promise.all([this.jsonRpc.handlers(), this.jsonRpc.startWarnings()]);
            this._handlers = handlers.result;
            this._warnings = warnings.result;
            this._error = null;
        } catch (failure) {
            this._error = errorText(failure);
        }
    }

    /** The handler that is open stays in sight, even if the text does not match it: a link leads to it. */
    _matching() {
        const text = this.address.values.text.toLowerCase();
        return (this._handlers ?? []).filter(handler => handler.method === this.address.values.handler
            || [handler.method, handler.scope, handler.keySource, ...handler.channels].some(part => part.toLowerCase().includes(text)))
            .sort((a, b) => SORTED[this._sort](a, b) || SORTED.method(a, b));
    }

    updated() {
        const open = this.address.values.handler;
        const row = open && open !== this._inSight ? this.renderRoot.querySelector('tr.open') : null;
        if (row) {
            row.scrollIntoView({ block: 'start' });
            this._inSight = open;
        }
    }

    render() {
        const matching = this._matching();
        const all = this._handlers?.length;
        return html`${errorBar(this._error, () => {
            this._error = null;
        })}
        ${this._renderWarnings()}
        <div class="bar">
            <vaadin-text-field class="text" clear-button-visible .value=${this.address.values.text}
                placeholder=${msg('Method, scope, channel or key', { id: 'quarkus-event-idempotency-handlers-text' })}
                aria-label=${msg('Search handlers by method, scope, channel or key', { id: 'quarkus-event-idempotency-handlers-search' })}
                @value-changed=${e => e.detail.value !== this.address.values.text && this._set({ text: e.detail.value })}>
                <vaadin-icon slot="prefix" icon="font-awesome-solid:magnifying-glass"></vaadin-icon></vaadin-text-field>
            <span class="quiet" id="shown" role="status">${all === undefined ? msg('Searching…', { id: 'quarkus-event-idempotency-looking' })
        : msg(str`${matching.length} of ${all} handlers`, { id: 'quarkus-event-idempotency-handlers-shown' })}</span>
            <span class="room"></span>
            <span class="quiet small">${msg('Rates are of the last minute, times of the last 1,000 runs and waits, all since the application was last reloaded. Runs that have not ended are on the page In flight.',
        { id: 'quarkus-event-idempotency-statistics-help' })}</span>
        </div>
        ${all === 0 ? html`<div class="empty quiet">${msg('No method has @Idempotent.', { id: 'quarkus-event-idempotency-no-handlers' })}</div>`
        : this._renderTable(matching)}`;
    }

    _set(values) {
        this.address.set(values);
        this.requestUpdate();
    }

    _renderWarnings() {
        return this._warnings?.length ? html`<details class="warnings" id="warnings" open>
            <summary>${msg('Warnings at the start', { id: 'quarkus-event-idempotency-warnings' })} (${this._warnings.length})</summary>
            ${this._warnings.map(warning => html`<div class="warning"><span>${codeLink(warning.code)}</span>
                <span>${warning.text}</span></div>`)}</details>` : '';
    }

    _labels() {
        return {
            method: msg('Handler', { id: 'quarkus-event-idempotency-handler' }),
            scope: msg('Scope and channels', { id: 'quarkus-event-idempotency-scope-channels' }),
            rate: msg('Per minute', { id: 'quarkus-event-idempotency-per-minute' }),
            suppressed: msg('Suppressed', { id: 'quarkus-event-idempotency-suppressed-share' }),
            runs: msg('Run time', { id: 'quarkus-event-idempotency-run-time' }),
            waits: msg('Waiting time', { id: 'quarkus-event-idempotency-waiting-time' }),
            problems: msg('Problems in its scope', { id: 'quarkus-event-idempotency-problems' })
        };
    }

    _renderTable(matching) {
        const labels = this._labels();
        const parts = msg('median, 95%, max', { id: 'quarkus-event-idempotency-median-p95-max' });
        return html`<div class="scroll"><table aria-label=${msg('Handlers', { id: 'quarkus-event-idempotency-handlers' })}>
            <thead class="sorts"><tr>
                ${this._renderHead('method', labels, '26%')}
                ${this._renderHead('scope', labels, '17%')}
                ${this._renderHead('rate', labels, '60px')}
                ${this._renderHead('suppressed', labels, '85px')}
                ${this._renderHead('runs', labels, '155px', parts)}
                ${this._renderHead('waits', labels, '155px', parts)}
                ${this._renderHead('problems', labels)}
            </tr></thead>
            <tbody>${repeat(matching, handler => handler.beanClass + handler.method, handler => this._renderHandler(handler, labels))}</tbody>
        </table></div>`;
    }

    _renderHead(column, labels, width, parts) {
        const sorted = this._sort === column;
        const ascending = column === 'method' || column === 'scope';
        return html`<th scope="col" style=${width ? 'width: ' + width : ''} aria-sort=${sorted ? ascending ? 'ascending' : 'descending' : 'none'}>
            <button class="plain" aria-pressed=${sorted} title=${msg('Sort', { id: 'quarkus-event-idempotency-sort' })}
                @click=${() => {
        this._sort = column;
    }}>${labels[column]}${sorted ? ascending ? ' ↑' : ' ↓' : ''}</button>
            ${parts ? html`<br><span class="small">${parts}</span>` : ''}</th>`;
    }

    _renderHandler(handler, labels) {
        const open = this.address.values.handler === handler.method;
        const short = shortMethod(handler.method);
        const alike = this._handlers.filter(other => shortMethod(other.method) === short).length > 1;
        const found = handler.statistics;
        return html`<tr class=${open ? 'open' : ''}>
            <td><button class="plain expand" aria-expanded=${open} title=${handler.method}
                    @click=${() => this._set({ handler: open ? '' : handler.method })}>
                    <vaadin-icon icon="font-awesome-solid:${open ? 'chevron-down' : 'chevron-right'}"></vaadin-icon>
                    <span><span class="tail">${tail(short)}</span>${alike ? html`<span class="quiet small">${handler.method}</span>` : ''}</span></button></td>
            <td data-label=${labels.scope}><span class="badges"><span class="tail" title=${handler.scope}>${tail(handler.scope)}</span>
                ${handler.channels.map(channel => html`<span class="badge" title=${msg('channel', { id: 'quarkus-event-idempotency-channel' })}
                    >${channel}</span>`)}</span></td>
            <td data-label=${labels.rate}>${found.lastMinute}</td>
            <td data-label=${labels.suppressed} class=${none(found.suppressedShare)}>${percent(found.suppressedShare)}</td>
            <td data-label=${labels.runs} class=${none(found.runs)}>${renderTimes(found.runs)}</td>
            <td data-label=${labels.waits} class=${none(found.waits)}>${renderTimes(found.waits)}</td>
            <td data-label=${labels.problems} class=${none(problems(handler).length || null)}><span class="badges">${problems(handler)
        .map(([kind, n]) => badge(kind, n))}</span></td>
        </tr>${open ? html`<tr class="open"><td colspan="7">${this._renderDetail(handler)}</td></tr>` : ''}`;
    }

    _renderDetail(handler) {
        const set = handler.policies.filter(policy => policy.source !== 'default');
        const defaults = handler.policies.filter(policy => policy.source === 'default');
        const counts = Object.entries(handler.counts);
        return html`<div class="detail">
            <section><dl>
                <dt class="quiet">${msg('Method', { id: 'quarkus-event-idempotency-method' })}</dt>
                <dd>${ideLink(handler.beanClass, html`<code>${handler.method}</code>`)}</dd>
                <dt class="quiet">${msg('Scope', { id: 'quarkus-event-idempotency-scope' })}</dt><dd>${handler.scope}</dd>
                <dt class="quiet">${msg('Key', { id: 'quarkus-event-idempotency-key' })}</dt><dd><code>${handler.keySource}</code></dd>
                <dt class="quiet">${msg('Result', { id: 'quarkus-event-idempotency-result' })}</dt><dd><code>${handler.resultType}</code></dd>
                ${handler.window ? html`<dt class="quiet">${msg('Claims ahead, at most', { id: 'quarkus-event-idempotency-window' })}</dt>
                    <dd>${handler.window}</dd>` : ''}
                <dt class="quiet">${msg('Records', { id: 'quarkus-event-idempotency-records' })}</dt><dd>${handler.inTransaction
        ? msg('rows, in the transaction of the handler', { id: 'quarkus-event-idempotency-in-transaction' })
        : msg('in the store', { id: 'quarkus-event-idempotency-in-store' })}</dd>
                <dt class="quiet">${msg('Counted in its scope', { id: 'quarkus-event-idempotency-counted' })}</dt>
                <dd class="badges">${counts.length === 0 ? html`<span class="quiet">${msg('nothing yet', { id: 'quarkus-event-idempotency-nothing-yet' })}</span>`
        : counts.map(([kind, n]) => badge(kind, n))}</dd>
            </dl></section>
            <section><h4>${msg('Set', { id: 'quarkus-event-idempotency-policies-set' })}</h4>
                ${set.length === 0 ? html`<span class="quiet">${msg('Nothing: each policy has its default.', { id: 'quarkus-event-idempotency-none-set' })}</span>`
        : renderPolicies(set)}
                <details><summary>${msg(str`${defaults.length} defaults`, { id: 'quarkus-event-idempotency-defaults' })}</summary>
                    ${renderPolicies(defaults)}</details></section>
            <div class="links">
                ${pageLink('records', { scope: handler.scope }, msg('Its records', { id: 'quarkus-event-idempotency-its-records' }))}
                ${pageLink('live', { scope: handler.scope }, msg('What happens in its scope', { id: 'quarkus-event-idempotency-its-happenings' }))}
                ${pageLink('try-it', { handler: handler.method }, msg('Try it', { id: 'quarkus-event-idempotency-try_it' }))}
            </div></div>`;
    }
}

/** The class of a cell without a value. */
function none(value) {
    return value === null || value === undefined ? 'none' : '';
}

function percent(share) {
    return none(share) ? '' : (share > 0 && share < 0.01 ? '<1' : Math.round(100 * share)) + ' %';
}

function renderTimes(times) {
    return times ? html`<span class="times"><span>${duration(times.median)}</span><span>${duration(times.p95)}</span>
        <span>${duration(times.max)}</span></span>` : '';
}

function renderPolicies(policies) {
    return html`<div class="policies">${policies.map(policy => html`<span class="quiet">${policy.name}</span>
        <b>${policy.value}</b><span class="quiet">${policy.source === 'default' ? '' : policy.source}</span>`)}</div>`;
}
customElements.define('qwc-event-idempotency-handlers', QwcEventIdempotencyHandlers);
