import { LitElement, html, css } from 'lit';
import { columnBodyRenderer } from '@vaadin/grid/lit.js';
import { getLocale, msg, updateWhenLocaleChanges } from 'localization';
import { dateTime, keyCell, sharedStyles, visible, visibleText } from './event-idempotency-shared.js';
import { kindBadges, kindName, runTime, timeLeft } from './event-idempotency-record-parts.js';
import '@vaadin/grid';
import '@vaadin/grid/vaadin-grid-selection-column.js';
import '@vaadin/grid/vaadin-grid-sort-column.js';

/** Sends `record-open` with a row that was clicked or entered, and `select` with the selected rows. */
class EventIdempotencyRecordGrid extends LitElement {

    static styles = [sharedStyles, css`
        :host { display: flex; min-width: 0; min-height: 0; }
        vaadin-grid { height: 100%; flex: 1; min-width: 0; }
        vaadin-grid::part(open-row) { background-color: var(--lumo-primary-color-10pct);
            box-shadow: inset 0 1px var(--lumo-primary-color-50pct), inset 0 -1px var(--lumo-primary-color-50pct); }
    `];

    static properties = {
        rows: { attribute: false },
        selected: { attribute: false },
        /** The key in the store of the record whose detail is open. */
        open: { attribute: false },
        now: { attribute: false },
        scanning: { attribute: false }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
    }

    willUpdate(changed) {
        if (changed.has('open')) {
            this._parts = (column, model) => model.item.storeKey === this.open ? 'open-row' : '';
        }
    }

    get _grid() {
        return this.renderRoot.querySelector('vaadin-grid');
    }

    /** The grid activates cells of its header too: those have no item. */
    _activate(model) {
        if (model?.item) {
            this._index = model.index;
            this.dispatchEvent(new CustomEvent('record-open', { detail: model.item }));
        }
    }

    _key(e) {
        const at = e.key === 'Enter' ? this._grid.getEventContext(e) : {};
        if (at.section === 'body' && at.column?.localName !== 'vaadin-grid-selection-column') {
            this._activate(at);
        }
    }

    /** Focuses the row that was opened last, or the one that has its place now. */
    focusRow() {
        const index = Math.min(this._index ?? 0, this.rows.length - 1);
        if (index < 0) {
            return;
        }
        this._grid.scrollToIndex(index);
        requestAnimationFrame(() => {
            const inHeader = 1;
            const row = this._grid?.shadowRoot.querySelector('tbody tr[aria-rowindex="' + (index + inHeader + 1) + '"]');
            row?.querySelectorAll('td')[1]?.focus();
        });
    }

    _column(path, header, width, grow, dependencies, render) {
        return html`<vaadin-grid-sort-column path=${path} header=${header} width=${width} flex-grow=${grow} resizable
            ${columnBodyRenderer(render, dependencies)}></vaadin-grid-sort-column>`;
    }

    _error(row) {
        const type = row.errorType?.includes('.') ? row.errorType.replace(/.*\./, '') : '';
        const text = [type, row.error].filter(part => part).join(': ') || row.errorType;
        return html`<span title=${visibleText([row.errorType, row.error].filter(part => part).join(': '))}>${visible(text)}</span>`;
    }

    render() {
        const time = [this.now, getLocale()];
        const locale = [getLocale()];
        return html`<vaadin-grid .items=${this.rows} item-id-path="storeKey" .selectedItems=${this.selected}
                accessible-name=${msg('Records', { id: 'quarkus-event-idempotency-records' })}
                theme="no-border row-stripes compact" multi-sort .cellPartNameGenerator=${this._parts}
                @selected-items-changed=${e => this.dispatchEvent(new CustomEvent('select', { detail: e.detail.value }))}
                @keydown=${e => this._key(e)}
                @cell-activate=${e => this._activate(e.detail.model)} @row-activate=${e => this._activate(e.detail.model)}>
            <vaadin-grid-selection-column></vaadin-grid-selection-column>
            ${this._column('kind', msg('Status', { id: 'quarkus-event-idempotency-status' }), '215px', 0, time,
        row => kindBadges(row, this.now))}
            ${this._column('scope', msg('Scope', { id: 'quarkus-event-idempotency-scope' }), '140px', 1, locale,
        row => row.scope ? html`<span title=${row.scope}>${row.scope}</span>` : html`<span class="quiet">${row.kind === 'foreign'
            ? kindName('foreign') : msg('none', { id: 'quarkus-event-idempotency-none' })}</span>`)}
            ${this._column('key', msg('Key', { id: 'quarkus-event-idempotency-key' }), '280px', 3, [],
        row => keyCell(row.key ?? row.storeKey))}
            ${this._column('error', msg('Error', { id: 'quarkus-event-idempotency-error' }), '180px', 1, [], row => this._error(row))}
            ${this._column('eventId', msg('Event', { id: 'quarkus-event-idempotency-event' }), '130px', 1, [],
        row => visible([row.eventType, row.eventId].filter(text => text).join(' ')))}
            ${this._column('attempt', msg('Attempt', { id: 'quarkus-event-idempotency-attempt' }), '105px', 0, [], row => row.attempt || '')}
            ${this._column('duplicates', msg('Duplicates', { id: 'quarkus-event-idempotency-duplicates' }), '120px', 0, [],
        row => row.duplicates)}
            ${this._column('firstSeenAt', msg('First seen', { id: 'quarkus-event-idempotency-first-seen' }), '165px', 0, [],
        row => dateTime(row.firstSeenAt))}
            <vaadin-grid-column width="100px" flex-grow="0" resizable
                header=${msg('Run time', { id: 'quarkus-event-idempotency-run-time' })}
                ${columnBodyRenderer(row => html`${runTime(row, this.now)}`, time)}></vaadin-grid-column>
            ${this._column('expiresAt', msg('Expires in', { id: 'quarkus-event-idempotency-ttl' }), '115px', 0, time,
        row => timeLeft(row, this.now))}
            ${this._column('node', msg('Node', { id: 'quarkus-event-idempotency-node' }), '120px', 1, [], row => visible(row.node ?? ''))}
            <span slot="empty-state" class="quiet">${this.scanning
        ? msg('Searching…', { id: 'quarkus-event-idempotency-looking' })
        : msg('No record matches.', { id: 'quarkus-event-idempotency-no-records' })}</span>
        </vaadin-grid>`;
    }
}
customElements.define('event-idempotency-record-grid', EventIdempotencyRecordGrid);
