import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { str } from '@lit/localize';
import { JsonRpc } from 'jsonrpc';
import { connectionState } from 'connection-state';
import { msg, updateWhenLocaleChanges } from 'localization';
import { clock, dateTime, duration, errorBar, errorText, keyCell, pageLink, sharedStyles, shortMethod } from './event-idempotency-shared.js';
import { tableStyles } from './event-idempotency-table.js';

const MOST = 200;
const PAGE = 500;
const REFRESH_MILLIS = 2000;
const TICK_MILLIS = 500;

/** {@return a time that changes each second, and not its width} */
function seconds(millis) {
    return millis < 60_000 ? Math.floor(millis / 1000) + ' s' : duration(millis);
}

/** The records in flight of all processes, the oldest first, with the owner and the lease of each. */
export class QwcEventIdempotencyInFlight extends QwcHotReloadElement {

    jsonRpc = new JsonRpc(this, false);

    static styles = [sharedStyles, tableStyles, css`
        :host { display: flex; flex-direction: column; gap: 8px; height: 100%; padding: 0 10px; box-sizing: border-box; }
        .lease { height: 6px; border-radius: 3px; background-color: var(--lumo-contrast-20pct); overflow: hidden; margin: 4px 0 2px; }
        .lease div { height: 100%; background-color: var(--lumo-primary-color); }
        .lease.expired div { background-color: var(--lumo-error-color); }
        .expired { color: var(--lumo-error-text-color); }
        .cell { flex: 1; min-width: 130px; }
        .handlers { display: flex; flex-direction: column; }
    `];

    static properties = {
        _rows: { state: true },
        _more: { state: true },
        _overview: { state: true },
        _handlers: { state: true },
        _error: { state: true },
        _now: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this._now = Date.now();
        this._visible = () => this._load();
    }

    connectedCallback() {
        super.connectedCallback();
        document.addEventListener('visibilitychange', this._visible);
        this._ticks = setInterval(() => {
            this._now = Date.now();
        }, TICK_MILLIS);
        this.hotReload();
    }

    disconnectedCallback() {
        document.removeEventListener('visibilitychange', this._visible);
        clearInterval(this._ticks);
        clearTimeout(this._timer);
        this._turn = null;
        super.disconnectedCallback();
    }

    hotReload() {
        this._error = null;
        Promise.all([this.jsonRpc.overview(), this.jsonRpc.handlers()]).then(([overview, handlers]) => {
            this._overview = overview.result;
            this._handlers = handlers.result;
        }, failure => {
            this._error = errorText(failure);
        });
        this._load();
    }

    /** A walk over a large store takes its time; the next one begins when the store has had a rest. */
    async _load() {
        clearTimeout(this._timer);
        const turn = this._turn = {};
        const began = Date.now();
        try {
            if (!document.hidden && connectionState.current.isConnected) {
                await this._walk(turn);
            }
        } catch (failure) {
            if (turn === this._turn) {
                this._error = errorText(failure);
            }
        }
        if (turn === this._turn) {
            this._timer = setTimeout(() => this._load(), Math.max(REFRESH_MILLIS, 4 * (Date.now() - began)));
        }
    }

    async _walk(turn) {
        const rows = [];
        let cursor = '';
        do {
            const page = (await this.jsonRpc.recordsPage({ scope: '', keyText: '', status: 'processing', cursor: cursor, size: PAGE })).result;
            if (turn !== this._turn) {
                return;
            }
            const readAt = Date.now();
            rows.push(...page.records.map(row => ({ ...row, readAt: readAt })));
            cursor = page.next;
        } while (cursor && rows.length < MOST);
        const startOf = row => Date.parse(row.startedAt) || Infinity;
        this._rows = rows.sort((a, b) => startOf(a) - startOf(b) || a.storeKey.localeCompare(b.storeKey));
        this._more = !!cursor;
        this._now = Date.now();
        this._error = null;
    }

    render() {
        return html`${errorBar(this._error, () => {
            this._error = null;
        })}
        <span class="quiet" id="count" role="status">${this._renderCount()}</span>
        ${this._rows?.length ? this._renderTable() : html`<div class="empty quiet">${this._rows
        ? msg('No event is being processed. Each delivery that runs its handler is shown here while it does.', { id: 'quarkus-event-idempotency-none-in-flight' })
        : msg('Searching…', { id: 'quarkus-event-idempotency-looking' })}</div>`}`;
    }

    _renderCount() {
        if (!this._rows?.length) {
            return '';
        }
        const n = this._rows.length;
        return this._more ? msg(str`${n} in flight are loaded, and the store has more: the oldest of them may be missing here.`, { id: 'quarkus-event-idempotency-in-flight-more' })
            : msg(str`${n} in flight, in all processes, the oldest first`, { id: 'quarkus-event-idempotency-in-flight-count' });
    }

    _renderTable() {
        const labels = this._labels();
        return html`<div class="scroll"><table aria-label=${msg('Records in flight', { id: 'quarkus-event-idempotency-in-flight-table' })}>
            <thead><tr>
                <th scope="col">${labels.key}</th>
                <th scope="col" style="width: 11%">${labels.scope}</th>
                <th scope="col" style="width: 16%">${labels.handler}</th>
                <th scope="col" style="width: 15%">${labels.node}</th>
                <th scope="col" style="width: 10%">${labels.since}</th>
                <th scope="col" style="width: 80px" class="number">${labels.ran}</th>
                <th scope="col" style="width: 150px">${labels.lease}</th>
                <th scope="col" style="width: 70px" class="number" title=${labels.waitingTitle}>${labels.waiting}</th>
            </tr></thead>
            <tbody>${this._rows.map(row => this._renderRow(row, labels))}</tbody>
        </table></div>`;
    }

    _labels() {
        return {
            key: msg('Key', { id: 'quarkus-event-idempotency-key' }),
            scope: msg('Scope', { id: 'quarkus-event-idempotency-scope' }),
            handler: msg('Handler', { id: 'quarkus-event-idempotency-handler' }),
            node: msg('Node and owner', { id: 'quarkus-event-idempotency-node-owner' }),
            since: msg('Since', { id: 'quarkus-event-idempotency-since' }),
            ran: msg('Run time', { id: 'quarkus-event-idempotency-run-time' }),
            lease: msg('Lease', { id: 'quarkus-event-idempotency-lease' }),
            waiting: msg('Waiting', { id: 'quarkus-event-idempotency-waiting' }),
            waitingTitle: msg('Deliveries to this process that wait for this one', { id: 'quarkus-event-idempotency-waiting-title' })
        };
    }

    _renderRow(row, labels) {
        const lease = this._lease(row);
        return html`<tr>
            <td class="key" data-label=${labels.key}>${pageLink('story', { record: row.storeKey }, keyCell(row.key ?? row.storeKey),
            msg('Show what happened to this key', { id: 'quarkus-event-idempotency-to-story' }))}</td>
            <td data-label=${labels.scope}>${row.scope ?? this._none()}</td>
            <td data-label=${labels.handler}><span class="handlers">${this._renderHandlers(row)}</span></td>
            <td data-label=${labels.node}><span>${row.node ?? ''}${row.node && row.node === this._overview?.node
            ? html` <span class="quiet">${msg('(this process)', { id: 'quarkus-event-idempotency-this-process' })}</span>` : ''}
                ${row.owner ? html`<br><code class="quiet" title=${row.owner}>${row.owner.substring(0, 8)}</code>` : ''}</span></td>
            <td data-label=${labels.since} title=${dateTime(row.startedAt)}>${row.startedAt ? clock(row.startedAt).replace(/\..*/, '') : ''}</td>
            <td data-label=${labels.ran} class="number">${this._ran(row, lease)}</td>
            <td data-label=${labels.lease}><div class="cell">${this._renderLease(row, lease)}</div></td>
            <td data-label=${labels.waiting} class="number" title=${labels.waitingTitle}>${row.waiting || 0}</td>
        </tr>`;
    }

    _none() {
        return html`<span class="quiet">${msg('none', { id: 'quarkus-event-idempotency-none' })}</span>`;
    }

    _renderHandlers(row) {
        const handlers = (this._handlers ?? []).filter(handler => handler.scope === (row.scope ?? 'none'));
        return handlers.length === 0 ? this._none() : handlers.map(handler =>
            pageLink('handlers', { handler: handler.method }, shortMethod(handler.method), handler.method));
    }

    /** {@return how much longer the lease runs now, negative for how long ago it expired; null where nobody can tell} */
    _lease(row) {
        return row.remainingLeaseMillis === null || row.remainingLeaseMillis === undefined ? null
            : row.remainingLeaseMillis - (this._now - row.readAt);
    }

    /** The owner of an expired lease is taken for dead: its run time ends with the lease. */
    _ran(row, lease) {
        const since = Date.parse(row.startedAt);
        return isNaN(since) ? '' : duration(Math.max(0, this._now + Math.min(0, lease ?? 0) - since));
    }

    _renderLease(row, lease) {
        if (lease === null) {
            return html`<span class="quiet">${msg('unknown', { id: 'quarkus-event-idempotency-unknown' })}</span>`;
        }
        const ago = seconds(-lease);
        const left = seconds(lease);
        const text = lease < 0 ? msg(str`expired ${ago} ago`, { id: 'quarkus-event-idempotency-expired-ago' })
            : msg(str`${left} left`, { id: 'quarkus-event-idempotency-lease-left' });
        const share = lease < 0 || !row.leaseMillis ? 100 : Math.min(100, Math.round(100 * lease / row.leaseMillis));
        return html`<div class="lease ${lease < 0 ? 'expired' : ''}" role="progressbar" aria-valuemin="0" aria-valuemax="100"
            aria-valuenow=${lease < 0 ? 0 : share} aria-valuetext=${text}
            aria-label=${msg('Lease', { id: 'quarkus-event-idempotency-lease' })}><div style="width: ${share}%"></div></div>
            <span class=${lease < 0 ? 'expired' : 'quiet'}>${text}</span>`;
    }
}
customElements.define('qwc-event-idempotency-in-flight', QwcEventIdempotencyInFlight);
