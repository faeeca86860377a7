import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { notifier } from 'notifier';
import { msg, updateWhenLocaleChanges } from 'localization';
import { Address, errorBar, errorText, sharedStyles } from './event-idempotency-shared.js';
import {
    completeRow, deleteMatching, deleteRows, emptyStore, failRow, inWords, releaseRows
} from './event-idempotency-record-deeds.js';
import { NO_FILTER } from './event-idempotency-record-filters.js';
import { isOpen } from './event-idempotency-record-parts.js';
import './event-idempotency-record-detail.js';
import './event-idempotency-record-grid.js';
import './event-idempotency-record-question.js';
import '@vaadin/button';
import '@vaadin/icon';
import '@vaadin/progress-bar';

const SIZE = 100;

/** The records: found by filters, a page at a time, with the detail of one of them and the actions on them. */
export class QwcEventIdempotencyRecords extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this);

    static styles = [sharedStyles, css`
        :host { display: flex; flex-direction: column; gap: 6px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; min-height: 30px; }
        .room { flex: 1; }
        .both { display: flex; flex: 1; min-height: 0; gap: 10px; }
        event-idempotency-record-grid { flex: 1; }
        event-idempotency-record-detail { flex: 0 0 420px; border-left: 1px solid var(--lumo-contrast-10pct); }
        vaadin-button { margin: 0; }
        vaadin-progress-bar { margin: 0; }
        @media (max-width: 900px) {
            .both { flex-direction: column; }
            event-idempotency-record-detail { flex: 0 1 60%; border-left: none; min-height: 0;
                border-top: 1px solid var(--lumo-contrast-10pct); }
        }
    `];

    static properties = {
        _filter: { state: true },
        _shown: { state: true },
        _rows: { state: true },
        _selected: { state: true },
        _next: { state: true },
        _scanning: { state: true },
        _pages: { state: true },
        _handlers: { state: true },
        _inMemory: { state: true },
        _error: { state: true },
        _detail: { state: true },
        _acting: { state: true },
        _now: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._address = new Address(this, { ...NO_FILTER, record: '' }, values => this._follow(values));
        this._filter = NO_FILTER;
        this._rows = [];
        this._selected = [];
        this._handlers = [];
        this._pages = 0;
        this._scan = 0;
        this._turn = 0;
        this._now = Date.now();
    }

    connectedCallback() {
        super.connectedCallback();
        this._timer = setInterval(() => {
            this._now = Date.now();
        }, 1000);
        this._filter = filterOf(this._address.values);
        this._asked = this._address.values.record;
        this.hotReload();
    }

    disconnectedCallback() {
        clearInterval(this._timer);
        this._scan++;
        this._turn++;
        super.disconnectedCallback();
    }

    hotReload() {
        this.jsonRpc.handlers().then(response => {
            this._handlers = response.result;
        }, failure => this._failed(failure));
        this.jsonRpc.overview().then(response => {
            this._inMemory = response.result.inMemory;
        }, failure => this._failed(failure));
        this._acting = false;
        this._load();
        this._refresh(false);
    }

    _failed(failure) {
        this._error = errorText(failure);
    }

    /** Shows what a link, or a step back, asks for. */
    _follow(values) {
        const filter = filterOf(values);
        if (!same(filter, this._filter)) {
            this._filter = filter;
            this._load();
        }
        if (values.record && values.record !== this._asked) {
            this._show(values.record);
        } else if (!values.record) {
            this._forget();
        }
    }

    // The list

    /** Loads the first page. The rows that are loaded, and their filter, stay until it is there. */
    _load() {
        this._error = null;
        this._address.set(this._filter);
        this._fetch({ ...this._filter }, '', []);
    }

    _more() {
        this._fetch(this._shown, this._next, this._rows);
    }

    /** Pages of a filter may be short, or empty: loads until there is a page's worth, the end, or the search is stopped. */
    async _fetch(filter, cursor, rows) {
        const scan = ++this._scan;
        const goal = rows.length + SIZE;
        const known = new Map(rows.map(row => [row.storeKey, row]));
        this._scanning = true;
        this._pages = 0;
        try {
            do {
                const page = await this._ask(filter, cursor);
                if (scan !== this._scan) {
                    return;
                }
                page.records.forEach(row => known.set(row.storeKey, read(row)));
                cursor = page.next ?? '';
                this._pages++;
                this._shown = filter;
                this._rows = [...known.values()];
                this._selected = this._selected.map(row => known.get(row.storeKey)).filter(row => row);
                this._next = page.next;
            } while (cursor && known.size < goal);
        } catch (failure) {
            if (scan === this._scan) {
                this._failed(failure);
            }
        } finally {
            if (scan === this._scan) {
                this._scanning = false;
            }
        }
    }

    async _ask(filter, cursor) {
        return filter.recent ? { records: (await this.jsonRpc.recentRecords({ size: SIZE })).result }
            : (await this.jsonRpc.recordsPage({ ...search(filter), cursor: cursor, size: SIZE })).result;
    }

    _stop() {
        this._scan++;
        this._scanning = false;
    }

    _change(e) {
        this._filter = { ...this._filter, ...e.detail.change };
        if (e.detail.apply) {
            this._load();
        }
    }

    // The detail

    /**
     * Shows the detail that was asked for last.
     *
     * @param mayBeGone whether a record that is not there any more needs no message
     */
    _show(storeKey, mayBeGone) {
        const turn = ++this._turn;
        this._asked = storeKey;
        this._address.set({ record: storeKey });
        this.jsonRpc.oneRecord({ storeKey: storeKey }).then(response => {
            if (turn === this._turn) {
                this._detail = { ...response.result, row: read(response.result.row) };
            }
        }, failure => {
            if (turn === this._turn) {
                this._close();
                if (!mayBeGone || !errorText(failure).startsWith('No record stands at')) {
                    this._failed(failure);
                }
            }
        });
    }

    _refresh(mayBeGone) {
        if (this._asked) {
            this._show(this._asked, mayBeGone);
        }
    }

    _close() {
        const wasOpen = this._detail;
        this._forget();
        this._address.set({ record: '' });
        if (wasOpen) {
            this.renderRoot.querySelector('event-idempotency-record-grid').focusRow();
        }
    }

    _forget() {
        this._turn++;
        this._asked = null;
        this._detail = null;
    }

    // Actions

    /** Asks first. What the server refuses is shown. */
    _question(question) {
        question.counts?.catch(failure => this._failed(failure));
        this.renderRoot.querySelector('event-idempotency-record-question').ask({
            ...question,
            act: value => this._act(question, value)
        });
    }

    async _act(question, value) {
        this._error = null;
        this._acting = true;
        try {
            const { told, failure, gone } = await question.act(value);
            notifier.showInfoMessage(told);
            this._load();
            this._error = failure;
            if (gone?.includes(this._asked)) {
                this._close();
            } else {
                this._refresh(question.deletes);
            }
        } catch (failure) {
            this._failed(failure);
            this._refresh(true);
        } finally {
            this._acting = false;
        }
    }

    _actOnRow(action, row) {
        const questions = {
            release: () => releaseRows(this.jsonRpc, [row]),
            complete: () => completeRow(this.jsonRpc, row),
            fail: () => failRow(this.jsonRpc, row),
            delete: () => deleteRows(this.jsonRpc, [row])
        };
        this._question(questions[action]());
    }

    // Rendering

    render() {
        const scopes = [...new Set(this._handlers.map(handler => handler.scope))].sort();
        return html`
            ${errorBar(this._error, () => {
        this._error = null;
    })}
            <event-idempotency-record-filters .filter=${this._filter} .scopes=${scopes}
                @filter-change=${e => this._change(e)} @find=${() => this._load()}></event-idempotency-record-filters>
            ${this._renderBar()}
            ${this._scanning || this._acting ? html`<vaadin-progress-bar indeterminate></vaadin-progress-bar>` : ''}
            <div class="both" @keydown=${e => e.key === 'Escape' && this._detail && this._close()}>
                <event-idempotency-record-grid .rows=${this._rows} .selected=${this._selected} .now=${this._now}
                    .open=${this._detail?.row.storeKey} .scanning=${this._scanning}
                    @record-open=${e => this._show(e.detail.storeKey)} @select=${e => {
        this._selected = e.detail;
    }}></event-idempotency-record-grid>
                ${this._detail ? html`<event-idempotency-record-detail .detail=${this._detail} .handlers=${this._handlers}
                    .now=${this._now} @record-close=${() => this._close()}
                    @record-action=${e => this._actOnRow(e.detail, this._detail.row)}></event-idempotency-record-detail>` : ''}
            </div>
            <event-idempotency-record-question></event-idempotency-record-question>`;
    }

    _renderBar() {
        const selected = this._selected.length;
        return html`<div class="bar">
            ${this._scanning ? html`<vaadin-button id="stop" @click=${() => this._stop()}>
                ${msg('Stop', { id: 'quarkus-event-idempotency-stop' })}</vaadin-button>` : ''}
            <span class="quiet" id="shown" role="status">${this._shownInWords()}</span>
            ${this._next && !this._scanning ? html`<vaadin-button id="more" theme="tertiary" @click=${() => this._more()}>
                ${msg('More', { id: 'quarkus-event-idempotency-more' })}</vaadin-button>` : ''}
            <span class="room"></span>
            ${selected ? html`<vaadin-button id="release-selected" theme="small tertiary" ?disabled=${!this._selected.some(isOpen)}
                    @click=${() => this._question(releaseRows(this.jsonRpc, this._selected))}>
                    ${msg('Release selected', { id: 'quarkus-event-idempotency-release-selected' })} (${selected})</vaadin-button>
                <vaadin-button id="delete-selected" theme="small error tertiary"
                    @click=${() => this._question(deleteRows(this.jsonRpc, this._selected))}>
                    ${msg('Delete selected', { id: 'quarkus-event-idempotency-delete-selected' })} (${selected})</vaadin-button>` : ''}
            ${this._inMemory ? html`<vaadin-button id="empty-store" theme="small error tertiary"
                @click=${() => this._question(emptyStore(this.jsonRpc))}>
                ${msg('Empty the store', { id: 'quarkus-event-idempotency-empty-store' })}</vaadin-button>` : ''}
            <vaadin-button id="delete-matching" theme="small error tertiary" ?disabled=${!this._showsFilter()}
                @click=${() => this._question(deleteMatching(this.jsonRpc, search(this._shown), inWords(this._shown)))}>
                <vaadin-icon icon="font-awesome-solid:trash-can" slot="prefix"></vaadin-icon>
                ${msg('Delete all that match', { id: 'quarkus-event-idempotency-delete-matching' })}</vaadin-button>
        </div>`;
    }

    _shownInWords() {
        const shown = this._rows.length.toLocaleString('en') + ' ' + msg('shown', { id: 'quarkus-event-idempotency-shown' });
        if (this._scanning) {
            return shown + ', ' + this._pages + ' ' + msg('pages searched', { id: 'quarkus-event-idempotency-pages' });
        }
        return this._next ? shown + ' ' + msg('of more; sorting applies to the rows shown',
            { id: 'quarkus-event-idempotency-of-more' }) : shown;
    }

    /** A filter that was typed applies to nothing before it is searched for. */
    _showsFilter() {
        return !!this._shown && !this._shown.recent && same(this._filter, this._shown);
    }
}
customElements.define('qwc-event-idempotency-records', QwcEventIdempotencyRecords);

function filterOf(values) {
    return Object.fromEntries(Object.keys(NO_FILTER).map(name => [name, values[name]]));
}

function same(one, other) {
    return Object.keys(NO_FILTER).every(name => one[name] === other[name]);
}

/** The arguments of the search that a filter describes. */
function search(filter) {
    return {
        scope: filter.scope, keyText: filter.keyText, status: filter.status, olderThan: filter.age,
        leaseExpired: filter.leaseExpired === 'true'
    };
}

function read(row) {
    const readAt = Date.now();
    return { ...row, readAt: readAt, expiresAt: readAt + (row.remainingTtlMillis ?? Infinity) };
}
