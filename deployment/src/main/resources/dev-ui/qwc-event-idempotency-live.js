import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { svg } from 'lit';
import { JsonRpc } from 'jsonrpc';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { getLocale, msg, updateWhenLocaleChanges } from 'localization';
import { Watch, badge, clock, duration, errorBar, sharedStyles } from './event-idempotency-shared.js';
import '@vaadin/button';
import '@vaadin/grid';

const KEPT = 1000;
const BARS = 60;
const BAR_MILLIS = 2000;

/** What happens, as it happens: the last of it, counters, and what ran against what was suppressed. */
export class QwcEventIdempotencyLive extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);

    static styles = [sharedStyles, css`
        :host { display: flex; flex-direction: column; gap: 8px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 16px; }
        .count { display: flex; flex-direction: column; line-height: 1.2; }
        .count b { font-size: var(--lumo-font-size-xl); }
        .executed { color: var(--lumo-success-text-color); }
        .suppressed { color: var(--lumo-primary-text-color); }
        rect.executed { fill: var(--lumo-success-color); }
        rect.suppressed { fill: var(--lumo-primary-color); }
        line { stroke: var(--lumo-contrast-20pct); }
        svg { flex: 1; min-width: 200px; height: 60px; }
        vaadin-grid { height: 100%; flex: 1; }
    `];

    static properties = {
        _items: { state: true },
        _executed: { state: true },
        _suppressed: { state: true },
        _missed: { state: true },
        _paused: { state: true },
        _error: { state: true },
        _now: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._items = [];
        this._bars = new Map();
        this._executed = 0;
        this._suppressed = 0;
        this._missed = 0;
        this._now = Date.now();
        this._watch = new Watch(this.jsonRpc, news => this._add(news), text => {
            this._error = text;
        });
    }

    connectedCallback() {
        super.connectedCallback();
        this._timer = setInterval(() => {
            this._now = Date.now();
        }, BAR_MILLIS);
        this._watch.start();
    }

    disconnectedCallback() {
        clearInterval(this._timer);
        this._watch.stop();
        super.disconnectedCallback();
    }

    /** The reloaded application counts from zero. */
    hotReload() {
        this._error = null;
        this._executed = 0;
        this._suppressed = 0;
        if (!this._paused) {
            this._watch.start();
        }
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
        this._items = [...news.items.slice().reverse(), ...this._items].slice(0, KEPT);
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
                ${this._paused ? msg('Go on', { id: 'quarkus-event-idempotency-go-on' }) : msg('Pause', { id: 'quarkus-event-idempotency-pause' })}
            </vaadin-button>
            <vaadin-button id="clear" @click=${() => this._clear()}>
                <vaadin-icon slot="prefix" icon="font-awesome-solid:trash-can"></vaadin-icon>
                ${msg('Clear', { id: 'quarkus-event-idempotency-clear' })}</vaadin-button>
        </div>
        ${this._missed ? html`<span class="quiet">${this._missed} ${msg('more were too many to show',
        { id: 'quarkus-event-idempotency-missed' })}</span>` : ''}
        <vaadin-grid .items=${this._items} theme="no-border row-stripes compact">
            <vaadin-grid-column width="130px" flex-grow="0" header=${msg('Time', { id: 'quarkus-event-idempotency-time' })}
                ${columnBodyRenderer(item => html`${clock(item.at)}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="180px" flex-grow="0" resizable header=${msg('What', { id: 'quarkus-event-idempotency-what' })}
                ${columnBodyRenderer(item => badge(item.kind), [])}></vaadin-grid-column>
            <vaadin-grid-column auto-width resizable header=${msg('Scope', { id: 'quarkus-event-idempotency-scope' })}
                ${columnBodyRenderer(item => html`${item.method === '' ? '' : item.scope ?? html`<span class="quiet">${msg('none',
                    { id: 'quarkus-event-idempotency-none' })}</span>`}`, [getLocale()])}></vaadin-grid-column>
            <vaadin-grid-column auto-width resizable header=${msg('Key', { id: 'quarkus-event-idempotency-key' })}
                ${columnBodyRenderer(item => item.text ? html`<span class="why">${item.text}</span>` : html`<code>${item.key}</code>`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="100px" flex-grow="0" text-align="end" header=${msg('Attempt', { id: 'quarkus-event-idempotency-attempt' })}
                ${columnBodyRenderer(item => html`${item.attempt || ''}`, [])}></vaadin-grid-column>
            <vaadin-grid-column width="110px" flex-grow="0" text-align="end" header=${msg('Took', { id: 'quarkus-event-idempotency-took' })}
                ${columnBodyRenderer(item => html`${duration(item.millis)}`, [])}></vaadin-grid-column>
            <span slot="empty-state" class="quiet">${msg('Nothing has happened yet.', { id: 'quarkus-event-idempotency-nothing' })}</span>
        </vaadin-grid>`;
    }

    _renderChart() {
        const newest = Math.floor(this._now / BAR_MILLIS);
        const bars = [...Array(BARS).keys()].map(i => this._bars.get(newest - BARS + 1 + i) ?? { executed: 0, suppressed: 0 });
        const most = Math.max(1, ...bars.map(bar => bar.executed + bar.suppressed));
        const height = n => 56 * n / most;
        return html`<svg viewBox="0 0 ${BARS * 10} 60" preserveAspectRatio="none" role="img"
            aria-label=${msg('Executed and suppressed in the last two minutes', { id: 'quarkus-event-idempotency-chart' })}>
            <line x1="0" y1="59" x2=${BARS * 10} y2="59"></line>
            ${bars.map((bar, i) => svg`
                <rect class="executed" x=${i * 10 + 1} width="8" y=${58 - height(bar.executed)} height=${height(bar.executed)}></rect>
                <rect class="suppressed" x=${i * 10 + 1} width="8" y=${58 - height(bar.executed + bar.suppressed)}
                    height=${height(bar.suppressed)}></rect>`)}
        </svg>`;
    }
}
customElements.define('qwc-event-idempotency-live', QwcEventIdempotencyLive);
