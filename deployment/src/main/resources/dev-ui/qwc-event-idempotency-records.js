import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import { notifier } from 'notifier';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { getLocale, msg, updateWhenLocaleChanges } from 'localization';
import { badge, dateTime, duration, errorBar, errorText, formatted, sharedStyles } from './event-idempotency-shared.js';
import '@vaadin/button';
import '@vaadin/combo-box';
import '@vaadin/confirm-dialog';
import '@vaadin/grid';
import '@vaadin/grid/vaadin-grid-sort-column.js';
import '@vaadin/progress-bar';
import '@vaadin/text-area';
import '@vaadin/text-field';
import 'qui-themed-code-block';

const SIZE = 100;

// What is null is left out of what the server sends.

/** The records: found by filters, a page at a time, and what can be decided on them. */
export class QwcEventIdempotencyRecords extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this);

    static styles = [sharedStyles, css`
        :host { display: flex; flex-direction: column; gap: 8px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
        .bar > .scope { width: 300px; }
        .bar > .text { width: 200px; }
        .bar > .status { width: 150px; }
        .room { flex: 1; }
        .both { display: flex; flex: 1; min-height: 0; gap: 10px; }
        vaadin-grid { height: 100%; flex: 1; min-width: 0; }
        .detail { width: 420px; flex-shrink: 0; overflow: auto; border-left: 1px solid var(--lumo-contrast-10pct);
            padding: 0 12px; font-size: var(--lumo-font-size-s); }
        .detail dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 12px; }
        .detail dt { color: var(--lumo-secondary-text-color); }
        .detail dd { margin: 0; overflow-wrap: anywhere; }
        .head { display: flex; justify-content: space-between; align-items: center; position: sticky; top: 0;
            background-color: var(--lumo-base-color); z-index: 1; }
        .head h4 { margin: 6px 0; }
        .actions { display: flex; flex-wrap: wrap; gap: 6px; }
        vaadin-text-area, vaadin-text-field { width: 100%; }
        vaadin-progress-bar { margin: 0; }
    `];

    static properties = {
        _filter: { state: true },
        _shown: { state: true },
        _rows: { state: true },
        _next: { state: true },
        _scanning: { state: true },
        _pages: { state: true },
        _scopes: { state: true },
        _error: { state: true },
        _detail: { state: true },
        _question: { state: true },
        _acting: { state: true },
        _now: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._filter = { scope: '', keyText: '', status: '' };
        this._rows = [];
        this._scopes = [];
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
            this._scopes = [...new Set(response.result.map(handler => handler.scope))].sort();
        }, failure => this._failed(failure));
        this._acting = false;
        this._load();
        this._refresh(false);
    }

    _failed(failure) {
        this._error = errorText(failure);
    }

    /** Loads the first page; what was loaded before, and by what filter, stays until it is there. */
    _load() {
        this._error = null;
        this._fetch({ ...this._filter }, '', []);
    }

    _more() {
        this._fetch(this._shown, this._next, this._rows);
    }

    /** Pages of a filter may be short, or empty: goes on until there is a page's worth, the end, or somebody stops it. */
    async _fetch(filter, cursor, rows) {
        const scan = ++this._scan;
        const goal = rows.length + SIZE;
        const known = new Map(rows.map(row => [row.storeKey, row]));
        this._scanning = true;
        this._pages = 0;
        try {
            do {
                const page = (await this.jsonRpc.recordsPage({ ...filter, cursor: cursor, size: SIZE })).result;
                if (scan !== this._scan) {
                    return;
                }
                const readAt = Date.now();
                page.records.forEach(row => known.set(row.storeKey,
                    { ...row, readAt: readAt, expiresAt: readAt + (row.remainingTtlMillis ?? Infinity) }));
                cursor = page.next ?? '';
                this._pages++;
                this._shown = filter;
                this._rows = [...known.values()];
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

    _stop() {
        this._scan++;
        this._scanning = false;
    }

    /**
     * Shows the detail that was asked for last.
     *
     * @param mayBeGone whether a record that is not there any more needs no message
     */
    _show(storeKey, mayBeGone) {
        const turn = ++this._turn;
        this._asked = storeKey;
        this.jsonRpc.oneRecord({ storeKey: storeKey }).then(response => {
            if (turn === this._turn) {
                this._detail = { ...response.result, row: { ...response.result.row, readAt: Date.now() } };
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
        this._turn++;
        this._asked = null;
        this._detail = null;
    }

    // Actions

    /**
     * Asks first. What the server refuses is shown.
     *
     * @param question what is asked, of what, for what text, and whether that may be empty; what is done then, whether that
     *        deletes, and what is told of it
     */
    _ask(question) {
        this._question = { ...question, value: '' };
    }

    _confirmed() {
        const question = this._question;
        this._question = null;
        this._error = null;
        this._acting = true;
        question.act(question.value).then(response => {
            notifier.showInfoMessage(question.done(response.result));
            this._load();
            this._refresh(question.deletes);
        }, failure => {
            this._failed(failure);
            this._refresh(true);
        }).finally(() => {
            this._acting = false;
        });
    }

    _delete(row) {
        this._ask({
            text: msg('Delete this record? Its event is new then; one in flight is revoked.',
                { id: 'quarkus-event-idempotency-ask-delete' }),
            of: row.key ?? row.storeKey,
            deletes: true,
            act: () => this.jsonRpc.deleteRecord({ storeKey: row.storeKey }),
            done: deleted => deleted === 'REVOKED' ? msg('Revoked', { id: 'quarkus-event-idempotency-revoked' })
                : msg('Deleted', { id: 'quarkus-event-idempotency-deleted' })
        });
    }

    _release(row) {
        this._ask({
            text: msg('Release this record? The next delivery runs its event.', { id: 'quarkus-event-idempotency-ask-release' }),
            of: row.key ?? row.storeKey,
            act: () => this.jsonRpc.releaseRecord({ storeKey: row.storeKey }),
            done: () => msg('Released', { id: 'quarkus-event-idempotency-released' })
        });
    }

    _complete(row) {
        this._ask({
            text: msg('Complete this event without running it? Later deliveries are duplicates.',
                { id: 'quarkus-event-idempotency-ask-complete' }),
            of: row.key ?? row.storeKey,
            field: msg('Result as JSON, empty for none', { id: 'quarkus-event-idempotency-result-json' }),
            act: value => this.jsonRpc.completeRecord({ storeKey: row.storeKey, resultJson: value }),
            done: () => msg('Completed', { id: 'quarkus-event-idempotency-completed' })
        });
    }

    _fail(row) {
        this._ask({
            text: msg('Fail this event for good? No delivery runs it again.', { id: 'quarkus-event-idempotency-ask-fail' }),
            of: row.key ?? row.storeKey,
            field: msg('Why', { id: 'quarkus-event-idempotency-why' }),
            needed: true,
            act: value => this.jsonRpc.failRecord({ storeKey: row.storeKey, error: value }),
            done: () => msg('Failed', { id: 'quarkus-event-idempotency-failed' })
        });
    }

    _deleteMatching() {
        const filter = this._shown;
        this._ask({
            text: msg('Delete all records that match the filter, loaded or not?', { id: 'quarkus-event-idempotency-ask-delete-all' }),
            of: this._inWords(filter),
            deletes: true,
            act: () => this.jsonRpc.deleteMatching(filter),
            done: n => n + ' ' + msg('deleted', { id: 'quarkus-event-idempotency-n-deleted' })
        });
    }

    _inWords(filter) {
        const parts = [
            [msg('Scope', { id: 'quarkus-event-idempotency-scope' }), filter.scope],
            [msg('Text in the key', { id: 'quarkus-event-idempotency-key-text' }), filter.keyText],
            [msg('Status', { id: 'quarkus-event-idempotency-status' }), filter.status]
        ].filter(([, value]) => value);
        return parts.length ? parts.map(([name, value]) => name + ': ' + value).join(', ')
            : msg('all records', { id: 'quarkus-event-idempotency-all-records' });
    }

    // Rendering

    render() {
        return html`
            ${errorBar(this._error, () => {
        this._error = null;
    })}
            ${this._renderBar()}
            ${this._scanning || this._acting ? html`<vaadin-progress-bar indeterminate></vaadin-progress-bar>` : ''}
            <div class="both">${this._renderGrid()}${this._detail ? this._renderDetail(this._detail) : ''}</div>
            ${this._renderQuestion()}`;
    }

    _renderBar() {
        return html`<div class="bar" @keydown=${e => e.key === 'Enter' && !e.target.closest('vaadin-button') && this._load()}>
            <vaadin-combo-box class="scope" placeholder=${msg('Scope', { id: 'quarkus-event-idempotency-scope' })}
                allow-custom-value clear-button-visible .items=${this._scopes}
                @value-changed=${e => this._set('scope', e.detail.value)}></vaadin-combo-box>
            <vaadin-text-field class="text" placeholder=${msg('Text in the key', { id: 'quarkus-event-idempotency-key-text' })}
                clear-button-visible @value-changed=${e => this._set('keyText', e.detail.value)}></vaadin-text-field>
            <vaadin-combo-box class="status" placeholder=${msg('Status', { id: 'quarkus-event-idempotency-status' })}
                clear-button-visible .items=${['processing', 'completed', 'failed']}
                @value-changed=${e => this._set('status', e.detail.value)}></vaadin-combo-box>
            <vaadin-button id="find" theme="primary" @click=${() => this._load()}>
                ${msg('Find', { id: 'quarkus-event-idempotency-find' })}</vaadin-button>
            ${this._scanning ? html`<vaadin-button id="stop" @click=${() => this._stop()}>
                ${msg('Stop', { id: 'quarkus-event-idempotency-stop' })}</vaadin-button>` : ''}
            <span class="quiet" id="shown">${this._rows.length} ${msg('shown', { id: 'quarkus-event-idempotency-shown' })}${
    this._scanning ? html`, ${this._pages} ${msg('pages looked at', { id: 'quarkus-event-idempotency-pages' })}` : ''}</span>
            ${this._next && !this._scanning ? html`<vaadin-button id="more" theme="tertiary" @click=${() => this._more()}>
                ${msg('More', { id: 'quarkus-event-idempotency-more' })}</vaadin-button>` : ''}
            <span class="room"></span>
            <vaadin-button id="delete-matching" theme="error tertiary" ?disabled=${!this._showsFilter()}
                @click=${() => this._deleteMatching()}>
                <vaadin-icon icon="font-awesome-solid:trash-can" slot="prefix"></vaadin-icon>
                ${msg('Delete all that match', { id: 'quarkus-event-idempotency-delete-matching' })}</vaadin-button>
        </div>`;
    }

    /** What is typed is no filter of anything before somebody looks for it. */
    _showsFilter() {
        return !!this._shown && Object.entries(this._filter).every(([name, value]) => this._shown[name] === value);
    }

    _set(name, value) {
        const changed = this._filter[name] !== value;
        this._filter = { ...this._filter, [name]: value };
        if (changed && name !== 'keyText' && this.hasUpdated) {
            this._load();
        }
    }

    _renderGrid() {
        const locale = getLocale();
        const time = [this._now, locale];
        return html`<vaadin-grid .items=${this._rows} theme="no-border row-stripes compact" multi-sort
                @cell-activate=${e => this._activate(e)} @row-activate=${e => this._activate(e)}>
            <vaadin-grid-sort-column path="status" auto-width flex-grow="0" resizable
                header=${msg('Status', { id: 'quarkus-event-idempotency-status' })}
                ${columnBodyRenderer(row => this._renderStatus(row), time)}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="scope" auto-width resizable
                header=${msg('Scope', { id: 'quarkus-event-idempotency-scope' })}
                ${columnBodyRenderer(row => html`${row.scope ?? html`<span class="quiet">${msg('none',
                    { id: 'quarkus-event-idempotency-none' })}</span>`}`, [locale])}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="key" auto-width resizable
                header=${msg('Key', { id: 'quarkus-event-idempotency-key' })}
                ${columnBodyRenderer(row => html`<code>${row.key ?? row.storeKey}</code>`, [])}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="eventId" auto-width resizable
                header=${msg('Event', { id: 'quarkus-event-idempotency-event' })}
                ${columnBodyRenderer(row => html`${row.eventType} ${row.eventId}`, [])}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="attempt" width="110px" flex-grow="0" text-align="end"
                header=${msg('Attempt', { id: 'quarkus-event-idempotency-attempt' })}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="duplicates" width="130px" flex-grow="0" text-align="end"
                header=${msg('Duplicates', { id: 'quarkus-event-idempotency-duplicates' })}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="firstSeenAt" auto-width flex-grow="0" resizable
                header=${msg('First seen', { id: 'quarkus-event-idempotency-first-seen' })}
                ${columnBodyRenderer(row => html`${dateTime(row.firstSeenAt)}`, [])}></vaadin-grid-sort-column>
            <vaadin-grid-column width="90px" flex-grow="0" resizable
                header=${msg('Run time', { id: 'quarkus-event-idempotency-run-time' })}
                ${columnBodyRenderer(row => html`${this._runTime(row)}`, time)}></vaadin-grid-column>
            <vaadin-grid-sort-column path="expiresAt" width="120px" flex-grow="0" resizable
                header=${msg('Lives for', { id: 'quarkus-event-idempotency-ttl' })}
                ${columnBodyRenderer(row => html`${this._timeLeft(row)}`, time)}></vaadin-grid-sort-column>
            <vaadin-grid-sort-column path="node" auto-width resizable
                header=${msg('Node', { id: 'quarkus-event-idempotency-node' })}></vaadin-grid-sort-column>
            <span slot="empty-state" class="quiet">${this._scanning
        ? msg('Looking…', { id: 'quarkus-event-idempotency-looking' })
        : msg('No record matches.', { id: 'quarkus-event-idempotency-no-records' })}</span>
        </vaadin-grid>`;
    }

    /** Each click on a row shows its detail, also on the one whose detail was closed. */
    _activate(e) {
        if (e.detail.model) {
            this._show(e.detail.model.item.storeKey);
        }
    }

    _renderStatus(row) {
        const ended = row.remainingLeaseMillis !== undefined && row.remainingLeaseMillis - (this._now - row.readAt) < 0;
        return html`${badge(row.status)} ${row.status === 'processing' && ended
            ? html`<span class="badge bad">${msg('lease ended', { id: 'quarkus-event-idempotency-lease-ended' })}</span>` : ''}`;
    }

    _runTime(row) {
        if (!row.startedAt) {
            return '';
        }
        const end = row.completedAt ? Date.parse(row.completedAt) : row.status === 'processing' ? this._now : NaN;
        const took = end - Date.parse(row.startedAt);
        return isNaN(took) ? '' : duration(Math.max(0, took));
    }

    _timeLeft(row) {
        return row.remainingTtlMillis === undefined ? '∞' : duration(Math.max(0, row.remainingTtlMillis - (this._now - row.readAt)));
    }

    _renderDetail(detail) {
        const row = detail.row;
        const open = row.status === 'processing' || row.status === 'failed';
        const line = (name, value) => value === null || value === undefined || value === ''
            ? '' : html`<dt>${name}</dt><dd>${value}</dd>`;
        return html`<div class="detail">
            <div class="head"><h4>${badge(row.status)} ${row.key ?? row.storeKey}</h4>
                <vaadin-button theme="tertiary small" aria-label=${msg('Close', { id: 'quarkus-event-idempotency-close' })}
                    @click=${() => this._close()}><vaadin-icon icon="font-awesome-solid:xmark"></vaadin-icon></vaadin-button></div>
            <div class="actions">
                ${open ? html`
                <vaadin-button id="release" theme="small" @click=${() => this._release(row)}>
                    ${msg('Release', { id: 'quarkus-event-idempotency-release' })}</vaadin-button>
                <vaadin-button id="complete" theme="small" @click=${() => this._complete(row)}>
                    ${msg('Complete', { id: 'quarkus-event-idempotency-complete' })}</vaadin-button>
                <vaadin-button id="fail" theme="small" @click=${() => this._fail(row)}>
                    ${msg('Fail', { id: 'quarkus-event-idempotency-fail' })}</vaadin-button>` : ''}
                <vaadin-button id="delete" theme="small error" @click=${() => this._delete(row)}>
                    ${msg('Delete', { id: 'quarkus-event-idempotency-delete' })}</vaadin-button>
            </div>
            <dl>
                <dt>${msg('Key in the store', { id: 'quarkus-event-idempotency-store-key' })}</dt>
                <dd><code>${row.storeKey}</code> <vaadin-button theme="tertiary small icon" id="copy"
                    aria-label=${msg('Copy', { id: 'quarkus-event-idempotency-copy' })}
                    @click=${() => this._copy(row.storeKey)}><vaadin-icon icon="font-awesome-solid:copy"></vaadin-icon></vaadin-button></dd>
                ${line(msg('Scope', { id: 'quarkus-event-idempotency-scope' }), row.scope)}
                ${line(msg('Event', { id: 'quarkus-event-idempotency-event' }), [row.eventType, row.eventId].filter(t => t).join(' '))}
                ${line(msg('Attempt', { id: 'quarkus-event-idempotency-attempt' }), row.attempt)}
                ${line(msg('Fence', { id: 'quarkus-event-idempotency-fence' }), detail.fence)}
                ${line(msg('Owner', { id: 'quarkus-event-idempotency-owner' }), detail.owner)}
                ${line(msg('Lease', { id: 'quarkus-event-idempotency-lease' }), this._leaseOf(detail))}
                ${line(msg('Node', { id: 'quarkus-event-idempotency-node' }), row.node)}
                ${line(msg('First seen', { id: 'quarkus-event-idempotency-first-seen' }), row.firstSeenAt)}
                ${line(msg('Started', { id: 'quarkus-event-idempotency-started' }), row.startedAt)}
                ${line(msg('Ended', { id: 'quarkus-event-idempotency-ended' }), row.completedAt)}
                ${line(msg('Lives for', { id: 'quarkus-event-idempotency-ttl' }), this._timeLeft(row))}
                ${line(msg('Fingerprint', { id: 'quarkus-event-idempotency-fingerprint' }), detail.fingerprint)}
                ${line(msg('Trace id', { id: 'quarkus-event-idempotency-trace-id' }), detail.traceId)}
                ${line(msg('Error', { id: 'quarkus-event-idempotency-error' }), detail.errorType)}
                ${line('', detail.error)}
                ${row.status === 'failed' ? line(msg('Runs again', { id: 'quarkus-event-idempotency-runs-again' }),
        String(row.retryable)) : ''}
            </dl>
            <h5>${detail.hasResult ? msg('Result', { id: 'quarkus-event-idempotency-result' })
        : msg('As it is stored', { id: 'quarkus-event-idempotency-stored' })}</h5>
            <qui-themed-code-block mode="json" .content=${formatted(detail.hasResult ? detail.result : detail.text)}></qui-themed-code-block>
        </div>`;
    }

    _leaseOf(detail) {
        const left = detail.row.remainingLeaseMillis;
        return left === undefined ? duration(detail.leaseMillis)
            : duration(detail.leaseMillis) + ', ' + duration(left - (this._now - detail.row.readAt))
                + ' ' + msg('left', { id: 'quarkus-event-idempotency-left' });
    }

    _copy(text) {
        if (!navigator.clipboard) {
            this._error = msg('Browsers let pages copy only from localhost and over https.',
                { id: 'quarkus-event-idempotency-no-clipboard' });
            return;
        }
        navigator.clipboard.writeText(text).then(
            () => notifier.showInfoMessage(msg('Copied', { id: 'quarkus-event-idempotency-copied' })),
            failure => this._failed(failure));
    }

    _answer(value) {
        if (this._question) {
            this._question = { ...this._question, value: value };
        }
    }

    _renderQuestion() {
        const question = this._question;
        return html`<vaadin-confirm-dialog .opened=${!!question} cancel-button-visible
                header=${msg('Are you sure?', { id: 'quarkus-event-idempotency-sure' })}
                @confirm=${() => this._confirmed()} @cancel=${() => {
    this._question = null;
}}>
            <p>${question?.text} <b>${question?.of}</b></p>
            ${question?.field ? html`<vaadin-text-area id="answer" label=${question.field} style="width: 100%" ?required=${question.needed}
                @value-changed=${e => this._answer(e.detail.value)}></vaadin-text-area>` : ''}
            <vaadin-button slot="confirm-button" theme="error primary" ?disabled=${question?.needed && !question.value.trim()}>
                ${msg('Do it', { id: 'quarkus-event-idempotency-do-it' })}</vaadin-button>
        </vaadin-confirm-dialog>`;
    }
}
customElements.define('qwc-event-idempotency-records', QwcEventIdempotencyRecords);
