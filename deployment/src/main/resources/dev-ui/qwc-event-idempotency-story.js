import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { str } from '@lit/localize';
import { msg, updateWhenLocaleChanges } from 'localization';
import { Address, badge, clock, dateTime, duration, errorBar, errorText, ideLink, keyBlock, keyCell, pageLink, problem, sharedStyles,
    shortMethod, traceLink, visible } from './event-idempotency-shared.js';
import { explanationStyles, seenPayloads } from './event-idempotency-explanation.js';
import '@vaadin/button';
import '@vaadin/progress-bar';
import '@vaadin/text-field';

const ASK_EVERY_MILLIS = 2000;
const FOUND = 20;

/** The story of one key: sentences that answer, the record, and what this process has seen of it. Finds keys, too. */
export class QwcEventIdempotencyStory extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);

    static styles = [sharedStyles, explanationStyles, css`
        :host { display: flex; flex-direction: column; gap: 10px; height: 100%; padding: 0 10px; box-sizing: border-box;
            overflow: auto; }
        .bar { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 8px; }
        .bar vaadin-text-field { width: 420px; max-width: 100%; }
        h3, h4 { margin: 4px 0; }
        .links { display: flex; flex-wrap: wrap; gap: 6px 16px; }
        table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: var(--lumo-font-size-s); }
        th { text-align: left; font-weight: normal; color: var(--lumo-secondary-text-color); }
        th, td { padding: 4px 8px; border-bottom: 1px solid var(--lumo-contrast-10pct); vertical-align: top;
            overflow-wrap: anywhere; }
        tr.problem td { background-color: var(--lumo-error-color-10pct); }
        .time { width: 110px; } .what { width: 170px; } .took { width: 80px; } .attempt { width: 70px; } .thread { width: 160px; }
        .found { display: flex; flex-direction: column; gap: 4px; margin: 0; padding: 0; list-style: none; }
        .found li { display: grid; grid-template-columns: 130px 180px minmax(0, 1fr) 170px; gap: 8px; align-items: baseline; }
        @media (max-width: 900px) {
            .thread { display: none; }
            .found li { grid-template-columns: 130px minmax(0, 1fr); }
        }
    `];

    static properties = {
        _story: { state: true },
        _payloads: { state: true },
        _found: { state: true },
        _text: { state: true },
        _error: { state: true },
        _busy: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._turn = 0;
        this._text = '';
        this._address = new Address(this, { record: '', text: '' }, () => this.hotReload());
    }

    connectedCallback() {
        super.connectedCallback();
        this._timer = setInterval(() => this._story && document.visibilityState === 'visible' && this._load(), ASK_EVERY_MILLIS);
        this.hotReload();
    }

    disconnectedCallback() {
        clearInterval(this._timer);
        this._turn++;
        super.disconnectedCallback();
    }

    hotReload() {
        this._error = null;
        this._text = this._address.values.text;
        if (this._story?.storeKey !== this._address.values.record) {
            this._story = null;
        }
        this._load();
    }

    async _load() {
        const turn = ++this._turn;
        const record = this._address.values.record;
        this._busy = !this._story && !this._found;
        try {
            const story = record ? (await this.jsonRpc.story({ storeKey: record })).result : null;
            const payloads = record ? (await this.jsonRpc.payloads({ storeKey: record })).result : null;
            const found = record ? null : await this._find();
            if (turn === this._turn) {
                this._story = story;
                this._payloads = payloads;
                this._found = found;
                this._error = null;
            }
        } catch (failure) {
            if (turn === this._turn) {
                this._error = errorText(failure);
            }
        } finally {
            if (turn === this._turn) {
                this._busy = false;
            }
        }
    }

    /** The keys that this process touched last, or those that contain the text. */
    async _find() {
        const text = this._address.values.text;
        if (!text) {
            return (await this.jsonRpc.recentRecords({ size: FOUND })).result;
        }
        const found = [];
        let cursor = '';
        do {
            const page = (await this.jsonRpc.recordsPage({ keyText: text, cursor: cursor, size: FOUND })).result;
            found.push(...page.records);
            cursor = page.next ?? '';
        } while (cursor && found.length < FOUND);
        return found.slice(0, FOUND);
    }

    _search() {
        this._address.set({ record: '', text: this._text.trim() });
        this._story = null;
        this._found = null;
        this._load();
    }

    render() {
        return html`${errorBar(this._error, () => {
            this._error = null;
        })}
        <div class="bar" @keydown=${e => e.key === 'Enter' && this._search()}>
            <vaadin-text-field id="text" label=${msg('Text in the key, or its sha256: digest', { id: 'quarkus-event-idempotency-key-or-digest' })}
                .value=${this._text} clear-button-visible @value-changed=${e => {
        this._text = e.detail.value;
    }}></vaadin-text-field>
            <vaadin-button id="find" theme="primary" @click=${() => this._search()}>${msg('Find', { id: 'quarkus-event-idempotency-find' })}</vaadin-button>
            ${this._address.values.record ? html`<vaadin-button id="recent" @click=${() => {
        this._text = '';
        this._search();
    }}>${msg('Recent keys', { id: 'quarkus-event-idempotency-recent-keys' })}</vaadin-button>` : ''}
        </div>
        ${this._busy ? html`<vaadin-progress-bar indeterminate></vaadin-progress-bar>` : ''}
        ${this._story ? this._renderStory(this._story) : this._found ? this._renderFound(this._found) : ''}`;
    }

    _renderFound(rows) {
        return html`<h3>${this._address.values.text ? msg('Keys that match', { id: 'quarkus-event-idempotency-keys-matching' })
            : msg('Keys that this process touched last', { id: 'quarkus-event-idempotency-keys-touched' })}</h3>
            ${rows.length === 0 ? html`<span class="quiet">${msg('None. Deliver an event, or search for a key.',
        { id: 'quarkus-event-idempotency-no-keys' })}</span>` : ''}
            <ul class="found">${rows.map(row => html`<li>${badge(row.kind ?? row.status)} <span>${row.scope ?? ''}</span>
                ${pageLink('story', { record: row.storeKey }, keyCell(row.key ?? row.storeKey))}
                <span class="quiet">${this._address.values.text ? dateTime(row.completedAt ?? row.startedAt) : ''}</span></li>`)}</ul>`;
    }

    _renderStory(story) {
        return html`<h3>${story.scope ? html`${story.scope} ` : ''}${keyBlock(story.key ?? story.storeKey)}</h3>
            ${story.answers.map(answer => html`<p class="answer" role="status">${visible(answer)}</p>`)}
            <div class="links">
                ${story.record ? pageLink('records', { scope: story.record.scope, record: story.storeKey },
        msg('Its record', { id: 'quarkus-event-idempotency-its-record' })) : ''}
                ${pageLink('live', { scope: story.scope, text: story.key }, msg('Its happenings in Live', { id: 'quarkus-event-idempotency-its-live' }))}
                ${story.handlers.map(handler => html`${pageLink('try-it', { handler: handler.method, record: story.storeKey },
        msg('Deliver again', { id: 'quarkus-event-idempotency-deliver-again' }), handler.method)}<span>${pageLink('handlers', { handler: handler.method }, shortMethod(handler.method), handler.method)}
                    ${handler.channels.map(channel => html`<span class="badge">${msg('channel', { id: 'quarkus-event-idempotency-channel' })} ${channel}</span>`)}
                    ${ideLink(handler.beanClass, html`<span class="link">${msg('source', { id: 'quarkus-event-idempotency-source' })}</span>`)}</span>`)}
            </div>
            <h4>${msg('Seen by this process', { id: 'quarkus-event-idempotency-seen' })}</h4>
            ${story.missing ? html`<span class="quiet">${story.missing} ${msg('happenings between the first and the last ones are not kept.',
        { id: 'quarkus-event-idempotency-not-kept' })}</span>` : ''}
            ${story.happenings.length ? this._renderHappenings(story) : html`<span class="quiet">${msg('Nothing since the application started.',
        { id: 'quarkus-event-idempotency-nothing-seen' })}</span>`}
            <h4>${msg('Payloads', { id: 'quarkus-event-idempotency-payloads' })}</h4>
            ${this._payloads ? seenPayloads(this._payloads) : ''}`;
    }

    _renderHappenings(story) {
        return html`<table><thead><tr>
            <th class="time" scope="col">${msg('Time', { id: 'quarkus-event-idempotency-time' })}</th>
            <th class="what" scope="col">${msg('What', { id: 'quarkus-event-idempotency-what' })}</th>
            <th scope="col">${msg('Details', { id: 'quarkus-event-idempotency-details' })}</th>
            <th class="attempt" scope="col">${msg('Attempt', { id: 'quarkus-event-idempotency-attempt' })}</th>
            <th class="took" scope="col">${msg('Took', { id: 'quarkus-event-idempotency-took' })}</th>
            <th class="thread" scope="col">${msg('Thread', { id: 'quarkus-event-idempotency-thread' })}</th></tr></thead>
            <tbody>${story.happenings.map(what => html`<tr class=${problem(what.kind) ? 'problem' : ''}>
                <td>${clock(what.at)}</td><td>${badge(what.kind)}</td><td>${this._renderDetails(what)}</td>
                <td>${what.attempt || ''}</td><td>${duration(what.millis)}</td><td class="thread">${what.thread}</td></tr>`)}</tbody></table>`;
    }

    _renderDetails(what) {
        return html`<span title=${what.method}>${shortMethod(what.method)}</span>
            ${what.eventId ? html`<span class="quiet">${msg('event', { id: 'quarkus-event-idempotency-event-id' })}</span> <code>${visible(what.eventId)}</code>` : ''}
            ${what.traceId ? html`<span class="quiet">${msg('trace', { id: 'quarkus-event-idempotency-trace' })}</span> ${traceLink(what.traceId)}` : ''}
            ${what.lateMillis === undefined ? '' : html`<br>${msg(str`Taken over from ${what.node ?? '?'}, whose lease had expired ${duration(what.lateMillis)} before.`,
        { id: 'quarkus-event-idempotency-taken-over' })}`}
            ${what.errorType ? html`<br>${ideLink(what.errorType, html`<b>${what.errorType}</b>`)}` : ''}
            ${what.error ? html`<br><span>${visible(what.error)}</span>` : ''}`;
    }
}
customElements.define('qwc-event-idempotency-story', QwcEventIdempotencyStory);
