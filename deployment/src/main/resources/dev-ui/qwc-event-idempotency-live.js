import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { svg } from 'lit';
import { str } from '@lit/localize';
import { JsonRpc } from 'jsonrpc';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { getLocale, msg, updateWhenLocaleChanges } from 'localization';
import { Address, Watch, badge, clock, duration, errorBar, errorText, ideLink, keyCell, pageLink, problem, sharedStyles, shortMethod, traceLink } from './event-idempotency-shared.js';
import { tail, tailStyles } from './event-idempotency-table.js';
import { kinds } from './event-idempotency-kinds.js';
import '@vaadin/button';
import '@vaadin/checkbox';
import '@vaadin/combo-box';
import '@vaadin/grid';
import '@vaadin/text-field';

const KEPT = 1000;
const BARS = 60;
const BAR_MILLIS = 2000;
/** The width up to which there is no room for all columns. */
const NARROW = 1095;

/** What the text is searched in. */
const SEARCHED = ['key', 'scope', 'method', 'errorType', 'error', 'text', 'eventId', 'traceId', 'thread', 'node'];

/** What happens, as it happens: the last of it, counters, and what ran against what was suppressed. */
export class QwcEventIdempotencyLive extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);
    address = new Address(this, { scope: '', text: '', kind: '', problems: '' }, values => this._search(values));

    static styles = [sharedStyles, tailStyles, css`
        :host { container-type: inline-size; display: flex; flex-direction: column; gap: 8px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; }
        .count { display: flex; flex-direction: column; line-height: 1.2; }
        .count b { font-size: var(--lumo-font-size-xl); }
        .executed { color: var(--lumo-success-text-color); }
        .suppressed { color: var(--lumo-primary-text-color); }
        rect.executed { fill: var(--lumo-success-color); }
        rect.suppressed { fill: var(--lumo-primary-color); }
        line { stroke: var(--lumo-contrast-20pct); }
        svg { flex: 1; min-width: 200px; height: 60px; }
        vaadin-grid { height: 100%; flex: 1; min-height: 150px; font-size: var(--lumo-font-size-s); }
        vaadin-combo-box { width: 190px; }
        vaadin-text-field { width: 240px; }
        .cut { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .whole { overflow-wrap: anywhere; white-space: normal; }
        #legend { font-size: var(--lumo-font-size-s); max-height: 45%; overflow: auto; flex-shrink: 0; }
        #legend summary { cursor: pointer; }
        #legend dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); gap: 4px 24px; margin: 8px 0; }
        #legend dl div { display: flex; gap: 8px; align-items: baseline; }
        #legend dd { margin: 0; }
        @container (max-width: 1000px) { #legend dl { grid-template-columns: 1fr; } }
    `];

    static properties = {
        _items: { state: true },
        _found: { state: true },
        _executed: { state: true },
        _suppressed: { state: true },
        _missed: { state: true },
        _paused: { state: true },
        _narrow: { state: true },
        _error: { state: true },
        _now: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._items = [];
        this._found = [];
        this._bars = new Map();
        this._executed = 0;
        this._suppressed = 0;
        this._missed = 0;
        this._now = Date.now();
        this._resizes = new ResizeObserver(() => {
            this._narrow = this.clientWidth <= NARROW;
        });
        this._watch = new Watch(this.jsonRpc, news => this._add(news), text => {
            this._error = text;
        });
    }

    connectedCallback() {
        super.connectedCallback();
        this._resizes.observe(this);
        this._timer = setInterval(() => {
            this._now = Date.now();
        }, BAR_MILLIS);
        this._askStart();
        this._watch.start();
    }

    disconnectedCallback() {
        clearInterval(this._timer);
        this._resizes.disconnect();
        this._watch.stop();
        super.disconnectedCallback();
    }

    /** The reloaded application counts from zero; after a lost connection it can be the same one as before. */
    hotReload() {
        this._error = null;
        this._askStart();
        if (!this._paused) {
            this._watch.start();
        }
    }

    _askStart() {
        this.jsonRpc.overview().then(response => {
            const startedAt = response.result.startedAt;
            if (this._startedAt && this._startedAt !== startedAt) {
                this._reloaded(startedAt);
            }
            this._startedAt = startedAt;
        }, failure => {
            this._error = errorText(failure);
        });
    }

    /** The line stands between what happened before and what has happened since. */
    _reloaded(at) {
        this._executed = 0;
        this._suppressed = 0;
        const time = clock(at).replace(/\..*/, '');
        const line = {
            number: 'reloaded-' + at, at: at, kind: 'reloaded', method: '',
            text: msg(str`The application was reloaded at ${time}. The counters start again from zero.`, { id: 'quarkus-event-idempotency-reloaded-at' })
        };
        const newer = this._items.filter(item => item.at >= at);
        this._items = [...newer, line, ...this._items.slice(newer.length)].slice(0, KEPT);
        this._search();
    }

    _add(news) {
        this._error = null;
        this._executed = news.executed;
        this._suppressed = news.suppressed;
        this._missed += news.missed;
        this._now = Date.now();
        news.items.filter(item => item.executed || item.suppressed).forEach(item => {
            const slot = Math.floor(item.at / BAR_MILLIS);
            const bar = this._bars.get(slot) ?? { executed: 0, suppressed: 0 };
            bar[item.executed ? 'executed' : 'suppressed']++;
            this._bars.set(slot, bar);
        });
        const oldest = Math.floor(this._now / BAR_MILLIS) - BARS;
        [...this._bars.keys()].filter(slot => slot < oldest).forEach(slot => this._bars.delete(slot));
        if (news.items.length) {
            this._items = [...news.items.slice().reverse(), ...this._items].slice(0, KEPT);
            this._search();
        }
    }

    /** Rows stay the same objects, so that the grid stays where it is. A reload is shown whatever the filter is. */
    _search(filter = this.address.values) {
        const text = filter.text.toLowerCase();
        this._found = this._items.filter(item => item.kind === 'reloaded'
            || (!filter.scope || (item.scope ?? (item.method ? 'none' : '')) === filter.scope)
            && (!filter.kind || item.kind === filter.kind)
            && (filter.problems !== 'true' || problem(item.kind))
            && (!text || SEARCHED.some(field => item[field]?.toLowerCase().includes(text))));
    }

    _set(values) {
        const changed = Object.entries(values).some(([name, value]) => this.address.values[name] !== value);
        if (changed) {
            this.address.set(values);
            this._search();
        }
    }

    /** Nothing is lost: what happens meanwhile is asked for afterwards, as far as the server still has it. */
    _pause() {
        this._paused = !this._paused;
        if (this._paused) {
            this._watch.stop();
        } else {
            this._watch.start();
        }
    }

    _clear() {
        this._items = [];
        this._missed = 0;
        this._bars.clear();
        this._search();
    }

    render() {
        return html`${errorBar(this._error, () => {
            this._error = null;
        })}
        <div class="bar">
            <span class="count executed"><b id="executed">${this._executed}</b>${msg('executed', { id: 'quarkus-event-idempotency-executed' })}</span>
            <span class="count suppressed"><b id="suppressed">${this._suppressed}</b>${msg('suppressed', { id: 'quarkus-event-idempotency-suppressed' })}</span>
            ${this._renderChart()}
            <vaadin-button id="pause" @click=${() => this._pause()}>
                <vaadin-icon slot="prefix" icon="font-awesome-solid:${this._paused ? 'play' : 'pause'}"></vaadin-icon>
                ${this._paused ? msg('Continue', { id: 'quarkus-event-idempotency-go-on' }) : msg('Pause', { id: 'quarkus-event-idempotency-pause' })}
            </vaadin-button>
            <vaadin-button id="clear" @click=${() => this._clear()}>
                <vaadin-icon slot="prefix" icon="font-awesome-solid:trash-can"></vaadin-icon>
                ${msg('Clear', { id: 'quarkus-event-idempotency-clear' })}</vaadin-button>
        </div>
        ${this._renderFilter()}
        ${this._renderLegend()}
        ${this._missed ? html`<span class="quiet">${msg(str`${this._missed} more were too many to show.`, { id: 'quarkus-event-idempotency-missed' })}</span>` : ''}
        ${this._renderGrid()}`;
    }

    _renderFilter() {
        const filter = this.address.values;
        const scopes = [...new Set(this._items.filter(item => item.method).map(item => item.scope ?? 'none'))].sort();
        const scope = msg('Scope', { id: 'quarkus-event-idempotency-scope' });
        const kind = msg('What happened', { id: 'quarkus-event-idempotency-what-happened' });
        return html`<div class="bar">
            <vaadin-combo-box class="kind" placeholder=${kind} aria-label=${kind} clear-button-visible .value=${filter.kind}
                .items=${this._kinds ??= kinds().map(([name]) => name)}
                @value-changed=${e => this._set({ kind: e.detail.value })}></vaadin-combo-box>
            <vaadin-combo-box class="scope" placeholder=${scope} aria-label=${scope} clear-button-visible allow-custom-value
                .items=${scopes} .value=${filter.scope} @value-changed=${e => this._set({ scope: e.detail.value })}></vaadin-combo-box>
            <vaadin-text-field class="text" clear-button-visible .value=${filter.text}
                placeholder=${msg('Key, handler, error …', { id: 'quarkus-event-idempotency-live-text' })}
                aria-label=${msg('Text in the key, handler, error, event id, trace id or thread', { id: 'quarkus-event-idempotency-live-search' })}
                @value-changed=${e => this._set({ text: e.detail.value })}></vaadin-text-field>
            <vaadin-checkbox id="problems" .checked=${filter.problems === 'true'}
                label=${msg('Only problems', { id: 'quarkus-event-idempotency-only-problems' })}
                @checked-changed=${e => this._set({ problems: e.detail.value ? 'true' : '' })}></vaadin-checkbox>
            <span class="quiet" id="shown" role="status">${msg(str`${this._found.length} of ${this._items.length} shown; the last 1,000 are kept`,
        { id: 'quarkus-event-idempotency-live-shown' })}</span>
        </div>`;
    }

    _renderLegend() {
        return html`<details id="legend"><summary>${msg('What the names mean', { id: 'quarkus-event-idempotency-legend' })}</summary>
            <dl>${kinds().map(([kind, meaning]) => html`<div><dt>${badge(kind)}</dt><dd>${meaning}</dd></div>`)}</dl></details>`;
    }

    _renderGrid() {
        const narrow = this._narrow;
        const locale = getLocale();
        const traced = this._items.some(item => item.traceId);
        return html`<vaadin-grid .items=${this._found} theme="no-border row-stripes compact ${narrow ? 'wrap-cell-content' : ''}"
            accessible-name=${msg('Happenings, the newest first', { id: 'quarkus-event-idempotency-happenings' })}>
            <vaadin-grid-column width="120px" flex-grow="0" header=${msg('Time', { id: 'quarkus-event-idempotency-time' })}
                ${columnBodyRenderer(item => html`${clock(item.at)}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="150px" flex-grow="0" resizable header=${msg('What', { id: 'quarkus-event-idempotency-what' })}
                ${columnBodyRenderer(item => badge(item.kind), [])}></vaadin-grid-column>
            <vaadin-grid-column width="150px" flex-grow="1" resizable ?hidden=${narrow} header=${msg('Handler', { id: 'quarkus-event-idempotency-handler' })}
                ${columnBodyRenderer(item => this._renderHandler(item), [locale])}></vaadin-grid-column>
            <vaadin-grid-column width="110px" flex-grow="1" resizable ?hidden=${narrow} header=${msg('Scope', { id: 'quarkus-event-idempotency-scope' })}
                ${columnBodyRenderer(item => this._renderScope(item), [locale])}></vaadin-grid-column>
            <vaadin-grid-column width="160px" flex-grow="2" resizable header=${msg('Key', { id: 'quarkus-event-idempotency-key' })}
                ${columnBodyRenderer(item => narrow ? this._renderAll(item) : this._renderKey(item), [locale, narrow])}></vaadin-grid-column>
            <vaadin-grid-column width="82px" flex-grow="0" text-align="end" ?hidden=${narrow} header=${msg('Attempt', { id: 'quarkus-event-idempotency-attempt' })}
                ${columnBodyRenderer(item => html`${item.attempt || ''}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="80px" flex-grow="0" text-align="end" header=${msg('Took', { id: 'quarkus-event-idempotency-took' })}
                ${columnBodyRenderer(item => html`${duration(item.millis)}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="150px" flex-grow="2" resizable ?hidden=${narrow} header=${msg('Details', { id: 'quarkus-event-idempotency-details' })}
                ${columnBodyRenderer(item => this._renderDetails(item, 'cut'), [locale])}></vaadin-grid-column>
            <vaadin-grid-column width="90px" flex-grow="0" ?hidden=${narrow || !traced} header=${msg('Trace', { id: 'quarkus-event-idempotency-trace-column' })}
                ${columnBodyRenderer(item => item.traceId ? html`<span class="cut" title=${item.traceId}>${traceLink(item.traceId)}</span>` : '', [])}></vaadin-grid-column>
            <span slot="empty-state" class="quiet">${this._items.length
        ? msg('Nothing of what is kept matches the filter.', { id: 'quarkus-event-idempotency-nothing-matches' })
        : msg('Nothing has happened yet.', { id: 'quarkus-event-idempotency-nothing' })}</span>
        </vaadin-grid>`;
    }

    _renderHandler(item) {
        const thread = item.thread ? ' [' + item.thread + ']' : '';
        return item.method ? html`<span class="tail">${pageLink('handlers', { handler: item.method },
            tail(shortMethod(item.method)), item.method + thread)}</span>` : '';
    }

    _renderScope(item) {
        const scope = item.scope ?? 'none';
        return item.method ? html`<span class="tail">${pageLink('handlers', { text: scope }, tail(scope), scope)}</span>` : '';
    }

    _renderKey(item) {
        if (!item.key) {
            return html`<span class="whole">${item.text ?? ''}</span>`;
        }
        return item.storeKey ? pageLink('story', { record: item.storeKey }, keyCell(item.key), item.key) : keyCell(item.key);
    }

    /** What wide windows show in several columns. */
    _renderAll(item) {
        return html`${item.method ? html`<span class="quiet cut">${item.scope ?? 'none'} · ${shortMethod(item.method)}</span>` : ''}
            ${this._renderKey(item)}${this._renderDetails(item, 'whole')}
            ${item.traceId ? html`<span class="quiet cut">${msg('Trace', { id: 'quarkus-event-idempotency-trace-column' })} ${traceLink(item.traceId)}</span>` : ''}`;
    }

    _renderDetails(item, how) {
        if (item.errorType || item.error) {
            const text = (item.errorType ?? '') + (item.error ? ': ' + item.error : '');
            return html`<span class=${how} title=${text}>${item.errorType ? ideLink(item.errorType,
                html`<b>${item.errorType.replace(/^.*[.$]/, '')}</b>`) : ''} ${item.error ?? ''}</span>`;
        }
        const late = duration(item.lateMillis);
        const from = item.kind !== 'takeover' ? '' : item.node
            ? msg(str`from ${item.node}, ${late} after its lease expired`, { id: 'quarkus-event-idempotency-took-over' })
            : late && msg(str`${late} after the lease expired`, { id: 'quarkus-event-idempotency-took-over-late' });
        const about = from || (item.key && item.text) || '';
        return about ? html`<span class=${how} title=${about}>${about}</span>` : '';
    }

    _renderChart() {
        const newest = Math.floor(this._now / BAR_MILLIS);
        const bars = [...Array(BARS).keys()].map(i => this._bars.get(newest - BARS + 1 + i) ?? { executed: 0, suppressed: 0 });
        const most = Math.max(1, ...bars.map(bar => bar.executed + bar.suppressed));
        const executed = bars.reduce((sum, bar) => sum + bar.executed, 0);
        const suppressed = bars.reduce((sum, bar) => sum + bar.suppressed, 0);
        const height = n => 56 * n / most;
        return html`<svg viewBox="0 0 ${BARS * 10} 60" preserveAspectRatio="none" role="img"
            aria-label=${msg(str`In the last two minutes ${executed} executed and ${suppressed} suppressed`, { id: 'quarkus-event-idempotency-chart' })}>
            <line x1="0" y1="59" x2=${BARS * 10} y2="59"></line>
            ${bars.map((bar, i) => svg`
                <rect class="executed" x=${i * 10 + 1} width="8" y=${58 - height(bar.executed)} height=${height(bar.executed)}></rect>
                <rect class="suppressed" x=${i * 10 + 1} width="8" y=${58 - height(bar.executed + bar.suppressed)}
                    height=${height(bar.suppressed)}></rect>`)}
        </svg>`;
    }
}
customElements.define('qwc-event-idempotency-live', QwcEventIdempotencyLive);
