import { html, css } from 'lit';
import { JsonRpc } from 'jsonrpc';
import { RouterController } from 'router-controller';
import { connectionState } from 'connection-state';
import { devuiState } from 'devui-state';
import { notifier } from 'notifier';
import { msg } from 'localization';
import '@vaadin/button';
import '@vaadin/icon';
import 'qui-ide-link';

/** The common parts of the pages: badges, keys, links, times, results, the address, and the stream of happenings. */

const NAMESPACE = 'quarkus-event-idempotency';

/**
 * Requests of all tabs share one number space in the server: the stream of one tab ends where another tab uses its number.
 * Each tab therefore counts from a number of its own.
 */
if (JsonRpc.messageCounter < 1_000_000) {
    JsonRpc.messageCounter = 1_000_000 + Math.floor(Math.random() * 2_000_000_000);
}

/** The Dev UI's own colours of quiet texts, links and buttons have less contrast than 4.5 to 1 in its light theme. */
export const sharedStyles = css`
    :host {
        --lumo-secondary-text-color: color-mix(in srgb, var(--lumo-body-text-color) 85%, var(--lumo-base-color));
        --lumo-primary-text-color: color-mix(in srgb, var(--lumo-primary-color) 50%, var(--lumo-body-text-color));
        --lumo-error-text-color: color-mix(in srgb, var(--lumo-error-color) 50%, var(--lumo-body-text-color));
        --vaadin-input-field-placeholder-color: var(--lumo-secondary-text-color);
    }
    vaadin-button[theme~='primary'] { background-color: var(--lumo-primary-text-color); color: var(--lumo-base-color); }
    vaadin-button[theme~='primary'][theme~='error'] { background-color: var(--lumo-error-text-color); }
    .badge {
        display: inline-block;
        padding: 0 8px;
        border-radius: 10px;
        border: 1px solid var(--lumo-contrast-20pct);
        font-size: var(--lumo-font-size-xs);
        white-space: nowrap;
        color: var(--lumo-body-text-color);
        background-color: var(--lumo-contrast-5pct);
    }
    .badge.good { border-color: var(--lumo-success-color); background-color: var(--lumo-success-color-10pct); }
    .badge.busy { border-color: var(--lumo-primary-color); background-color: var(--lumo-primary-color-10pct); }
    .badge.bad { border-color: var(--lumo-error-color); background-color: var(--lumo-error-color-10pct); }
    .badge.warn { border-color: var(--lumo-warning-color, orange);
        background-color: var(--lumo-warning-color-10pct, var(--lumo-contrast-5pct)); }
    .error {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 10px;
        padding: 6px 12px;
        border-left: 4px solid var(--lumo-error-color);
        border-radius: var(--lumo-border-radius-m);
        color: var(--lumo-body-text-color);
        background-color: var(--lumo-error-color-10pct);
        overflow-wrap: anywhere;
    }
    .quiet { color: var(--lumo-secondary-text-color); }
    a, .link { color: var(--lumo-primary-text-color); }
    code { font-size: 90%; overflow-wrap: anywhere; }
    code.key { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; overflow-wrap: normal; }
    code.block { display: block; max-height: 7.5em; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
    .control { border: 1px solid var(--lumo-contrast-40pct); border-radius: 3px; padding: 0 2px; font-size: 85%; }
    .longtext { display: flex; align-items: center; gap: 8px; font-size: var(--lumo-font-size-s); }
`;

const GOOD = ['store-back', 'completed', 'replayed', 'duplicate-skipped', 'cache-hit'];
const BUSY = ['running', 'processing', 'claimed', 'wait', 'waited', 'waits-on', 'retry', 'takeover', 'runs-again', 'reloaded'];
const NEITHER = ['foreign', 'cancelled', 'bypassed', 'not-guarded', 'released', 'unguarded-on-purpose', 'in-flight-skipped'];
const PROBLEMS = ['takeover', 'retry', 'waits-on'];

export function kindOf(what) {
    if (GOOD.includes(what)) {
        return 'good';
    }
    return BUSY.includes(what) ? 'busy' : NEITHER.includes(what) ? '' : 'bad';
}

/** Whether a developer wants to see a happening of this kind among problems. */
export function problem(kind) {
    return kindOf(kind) === 'bad' || PROBLEMS.includes(kind);
}

export function badge(what, count) {
    return html`<span class="badge ${kindOf(what)}">${what}${count === undefined ? '' : html` <b>${count}</b>`}</span>`;
}

// Texts of events: a key can contain anything.

/** Characters that are not seen, or that change how others are seen. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

function escape(character) {
    return '\\u' + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

/** A text with its control characters as escapes, for titles and labels. */
export function visibleText(text) {
    return String(text ?? '').replace(new RegExp(CONTROL, 'g'), escape);
}

/** A text with its control characters as marked escapes. */
export function visible(text) {
    const shown = String(text ?? '');
    return CONTROL.test(shown) ? shown.split(new RegExp(`(${CONTROL.source})`)).map(part => CONTROL.test(part)
        ? html`<span class="control">${escape(part)}</span>` : part) : shown;
}

/** A key on one line, for grids: cut where its column ends, and whole in its title. */
export function keyCell(text) {
    return text === null || text === undefined ? '' : html`<code class="key" title=${visibleText(text)}>${visible(text)}</code>`;
}

/** A key on as many lines as it needs, up to six; the others scroll. For details and dialogs. */
export function keyBlock(text) {
    return html`<code class="block" tabindex="0">${visible(text)}</code>`;
}

// Links

/** The address of a page of this extension; parameters without a value are left out. */
export function pageUrl(page, params = {}) {
    const search = new URLSearchParams(Object.entries(params).filter(([, value]) => value)).toString();
    return `${RouterController.getBasePath()}/${NAMESPACE}/${page}${search ? '?' + search : ''}`;
}

export function pageLink(page, params, content, title) {
    return html`<a href=${pageUrl(page, params)} title=${title ?? ''}>${content}</a>`;
}

/** A class that opens in the editor, where Quarkus has found one. */
export function ideLink(className, content) {
    return html`<qui-ide-link fileName=${className}>${content ?? className}</qui-ide-link>`;
}

function cards() {
    return devuiState.cards.active;
}

/** A code of a message, as a link to its explanation. */
export function codeLink(code) {
    const guide = cards().find(card => card.namespace === NAMESPACE)?.guide;
    return guide?.startsWith('http') ? html`<a href="${guide.replace(/\/?$/, '/')}configuration.html#${code}" target="_blank"
        rel="noopener">${code}</a>` : code;
}

/** A trace, as a link to the page of traces where the application has one. */
export function traceLink(traceId) {
    const page = cards().flatMap(card => card.cardPages ?? []).find(one => /trac|grafana|jaeger|zipkin/i.test(one.title));
    if (!page) {
        return html`<code>${traceId}</code>`;
    }
    const url = page.metadata?.externalUrl;
    return url ? html`<a href=${url} target="_blank" rel="noopener" title=${page.title}><code>${traceId}</code></a>`
        : html`<a href="${RouterController.getBasePath()}/${page.id}" title=${page.title}><code>${traceId}</code></a>`;
}

/**
 * The address that the tab was opened with, until a page reads it. The Dev UI's router passes values on without their escapes:
 * it cuts a handler at its #, and a payload at an &.
 */
let opened = new URL(performance.getEntriesByType('navigation')[0]?.name ?? window.location.href);

/**
 * The part of the address behind the question mark, as values by name. A page that is opened by its address, by a link, or by
 * back and forward shows the same.
 */
export class Address {

    /**
     * @param defaults the values of an address that does not name them; they are left out of addresses
     * @param onChange called with all values when the address has changed, and not for {@link set}
     */
    constructor(host, defaults, onChange) {
        this.defaults = defaults;
        this.onChange = onChange;
        this.values = this._read();
        this._changed = () => this._check();
        host.addController(this);
    }

    hostConnected() {
        this.path = window.location.pathname;
        if (opened?.pathname === this.path && opened.search) {
            window.history.replaceState(window.history.state, '', this.path + opened.search);
        }
        opened = null;
        this.values = this._read();
        window.addEventListener('popstate', this._changed);
        window.addEventListener('vaadin-router-location-changed', this._changed);
    }

    hostDisconnected() {
        window.removeEventListener('popstate', this._changed);
        window.removeEventListener('vaadin-router-location-changed', this._changed);
    }

    set(values) {
        this.values = { ...this.values, ...values };
        const search = new URLSearchParams(Object.entries(this.values).filter(([name, value]) => value !== this.defaults[name]))
            .toString();
        window.history.replaceState(window.history.state, '', this.path + (search ? '?' + search : ''));
    }

    _read() {
        const search = new URLSearchParams(window.location.search);
        return Object.fromEntries(Object.entries(this.defaults).map(([name, value]) => [name, search.get(name) ?? value]));
    }

    _check() {
        const now = this._read();
        if (window.location.pathname === this.path && JSON.stringify(now) !== JSON.stringify(this.values)) {
            this.values = now;
            this.onChange(now);
        }
    }
}

// Copies and long texts

export function copy(text) {
    const failed = () => notifier.showErrorMessage(msg('Browsers let pages copy only from localhost and over https.',
        { id: 'quarkus-event-idempotency-no-clipboard' }));
    if (!navigator.clipboard) {
        failed();
        return;
    }
    navigator.clipboard.writeText(text).then(
        () => notifier.showInfoMessage(msg('Copied', { id: 'quarkus-event-idempotency-copied' })), failed);
}

export function copyButton(text, id = 'copy') {
    const label = msg('Copy', { id: 'quarkus-event-idempotency-copy' });
    return html`<vaadin-button theme="tertiary small icon" id=${id} aria-label=${label} title=${label} @click=${() => copy(text)}>
        <vaadin-icon icon="font-awesome-solid:copy"></vaadin-icon></vaadin-button>`;
}

/** A number of characters, as a reader takes it in. */
export function size(characters) {
    return characters < 1024 ? `${characters} B` : characters < 1024 * 1024 ? `${Math.round(characters / 1024)} KB`
        : `${(characters / 1024 / 1024).toFixed(1)} MB`;
}

/**
 * A text of which at most some is shown, with a line that says so.
 *
 * @param text what is there of it; Copy copies that
 * @param whole the number of characters of all of it, where the server has sent only a part
 * @param show turns the shown part into what is rendered
 */
export function longText(text, whole = text.length, limit = 16 * 1024, show = part => html`<code>${part}</code>`) {
    const part = text.length > limit ? text.substring(0, limit) : text;
    const cut = part.length < whole;
    return html`${show(part)}
        <div class="longtext">${cut ? html`<span class="quiet cut">${msg('The first part is shown', {
        id: 'quarkus-event-idempotency-first-part' })}: ${size(part.length)} / ${size(whole)}</span>` : ''}${copyButton(text, 'copy-text')}</div>`;
}

/** A method with the simple name of its class, and without its parameters. */
export function shortMethod(method) {
    const [type, call] = method.split('#');
    return type.substring(type.lastIndexOf('.') + 1) + '#' + call.replace(/\(.*/, '');
}

/** The class of a method that is named as the server names it. */
export function classOf(method) {
    return method.split('#')[0];
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

/** The longest silence of a stream; the server sends something every five seconds. */
const QUIET_MILLIS = 15_000;

/**
 * Watches happenings, across reloads and the ends of streams; a stream ends each minute by itself. Repeated ones are left out.
 * <p>
 * A silent stream is requested again, and not cancelled: where another tab has used its number, that would end the stream of
 * the other tab.
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
