import { html, css } from 'lit';
import { JsonRpc } from 'jsonrpc';
import { connectionState } from 'connection-state';
import { msg } from 'localization';
import '@vaadin/icon';

/** What the pages have in common: badges, texts of errors, how times and results are written, and what watches happenings. */

export const sharedStyles = css`
    .badge {
        display: inline-block;
        padding: 1px 8px;
        border-radius: 10px;
        font-size: var(--lumo-font-size-xs);
        white-space: nowrap;
        color: var(--lumo-body-text-color);
        background-color: var(--lumo-contrast-10pct);
    }
    .badge.good { color: var(--lumo-success-text-color); background-color: var(--lumo-success-color-10pct); }
    .badge.busy { color: var(--lumo-primary-text-color); background-color: var(--lumo-primary-color-10pct); }
    .badge.bad { color: var(--lumo-error-text-color); background-color: var(--lumo-error-color-10pct); }
    .badge.warn { color: var(--lumo-warning-text-color, var(--lumo-body-text-color));
        background-color: var(--lumo-warning-color-10pct, var(--lumo-contrast-10pct)); }
    .error {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 10px;
        padding: 6px 12px;
        border-radius: var(--lumo-border-radius-m);
        color: var(--lumo-error-text-color);
        background-color: var(--lumo-error-color-10pct);
        overflow-wrap: anywhere;
    }
    .quiet { color: var(--lumo-secondary-text-color); }
    code { font-size: 90%; overflow-wrap: anywhere; }
`;

const GOOD = ['store-back', 'completed', 'replayed', 'duplicate-skipped'];
const BUSY = ['running', 'processing', 'claimed', 'wait', 'waits-on', 'retry', 'takeover'];
const NEITHER = ['foreign', 'cancelled', 'bypassed', 'not-guarded'];

export function kindOf(what) {
    if (GOOD.includes(what)) {
        return 'good';
    }
    return BUSY.includes(what) ? 'busy' : NEITHER.includes(what) ? '' : 'bad';
}

export function badge(what, count) {
    return html`<span class="badge ${kindOf(what)}">${what}${count === undefined ? '' : html` <b>${count}</b>`}</span>`;
}

/** A method with the simple name of its class, and without its parameters. */
export function shortMethod(method) {
    const [type, call] = method.split('#');
    return type.substring(type.lastIndexOf('.') + 1) + '#' + call.replace(/\(.*/, '');
}

/** The server's text, without the name of the method that is put before it. */
export function errorText(failure) {
    const text = failure?.error?.message ?? failure?.message ?? String(failure);
    return text.replace(/^Method \[[^\]]*\] failed: /, '');
}

export function errorBar(text, close) {
    return text ? html`<div class="error" role="alert"><span>${text}</span>
        <vaadin-button theme="tertiary small" aria-label=${msg('Close', { id: 'quarkus-event-idempotency-close' })}
            @click=${close}><vaadin-icon icon="font-awesome-solid:xmark"></vaadin-icon></vaadin-button></div>` : '';
}

export function duration(millis) {
    if (millis === null || millis === undefined) {
        return '';
    }
    const ms = Math.abs(millis);
    const sign = millis < 0 ? '-' : '';
    if (ms < 1000) {
        return sign + (ms < 10 && !Number.isInteger(ms) ? ms.toFixed(1) : Math.round(ms)) + ' ms';
    }
    const s = Math.floor(ms / 1000);
    if (s < 60) {
        return sign + (s < 10 ? (ms / 1000).toFixed(1) : s) + ' s';
    }
    const two = n => String(n).padStart(2, '0');
    const days = Math.floor(s / 86400);
    return sign + (days ? days + ' d ' : '') + two(Math.floor(s / 3600) % 24) + ':' + two(Math.floor(s / 60) % 60)
        + ':' + two(s % 60);
}

export function clock(at) {
    const date = new Date(at);
    return isNaN(date) ? String(at ?? '') : date.toLocaleTimeString('en-GB') + '.' + String(date.getMilliseconds()).padStart(3, '0');
}

export function dateTime(text) {
    const date = new Date(text);
    return !text ? '' : isNaN(date) ? text : date.toLocaleDateString('en-CA') + ' ' + date.toLocaleTimeString('en-GB');
}

/** JSON on several lines, with each number as it is written. What is no JSON stays as it is. */
export function formatted(text) {
    try {
        if (JSON.rawJSON) {
            return JSON.stringify(JSON.parse(text, (name, value, context) =>
                typeof value === 'number' ? JSON.rawJSON(context.source) : value), null, 2);
        }
        return /\d{16}|\.\d*0\b/.test(text) ? text : JSON.stringify(JSON.parse(text), null, 2);
    } catch {
        return text ?? '';
    }
}

/** For how long a stream may say nothing; the server lets each say something every five seconds. */
const QUIET_MILLIS = 15_000;

/**
 * Watches what happens, over reloads and over the ends of streams; a stream ends each minute by itself.
 * What is told twice is left out.
 * <p>
 * The server tells streams apart by numbers that each browser tab counts for itself. Where two tabs come to the same one, the
 * first one's stream ends without a word. What says nothing any more is therefore asked for anew, and not cancelled, since that
 * would end the stream of the other tab.
 */
export class Watch {

    constructor(jsonRpc, onNext, onError) {
        this.jsonRpc = jsonRpc;
        this.onNext = onNext;
        this.onError = onError;
        this.last = 0;
    }

    start() {
        this.stop();
        this._listen();
    }

    stop() {
        this.observer?.cancel();
        this._leave();
    }

    _leave() {
        clearTimeout(this.timer);
        JsonRpc.observerQueue.delete(this.observer?.id);
        this.observer = null;
    }

    /** Without a connection there is nothing to ask; pages start anew once there is one again. */
    _expectNews() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => connectionState.current.isConnected && this._listen(), QUIET_MILLIS);
    }

    _listen() {
        this._leave();
        this._expectNews();
        this.observer = this.jsonRpc.happenings({ since: this.last }).onNext(response => {
            this._expectNews();
            const now = response.result;
            const news = { ...now, items: now.items.filter(item => item.number > this.last) };
            this.last = Math.max(this.last, now.last);
            this.onNext(news);
            if (now.over) {
                this._listen();
            }
        }).onError(failure => this.onError(errorText(failure)));
    }
}
