import { LitElement, html, css } from 'lit';
import { msg, updateWhenLocaleChanges } from 'localization';
import {
    copyButton, formatted, ideLink, keyBlock, longText, pageLink, sharedStyles, traceLink, visible
} from './event-idempotency-shared.js';
import { deliverAgainLink, isOpen, kindBadges, leaseBar, partStyles, runTime, timeLeft } from './event-idempotency-record-parts.js';
import '@vaadin/button';
import '@vaadin/icon';
import 'qui-themed-code-block';

const SHOWN = 64 * 1024;
const NAME_SHOWN = 200;

// The server leaves out what is null.

/** Sends `record-close`, and `record-action` with release, complete, fail or delete. */
class EventIdempotencyRecordDetail extends LitElement {

    static styles = [sharedStyles, partStyles, css`
        :host { display: block; min-width: 0; }
        .detail { height: 100%; overflow: auto; box-sizing: border-box; padding: 0 12px; font-size: var(--lumo-font-size-s); }
        dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 12px; }
        dt { color: var(--lumo-secondary-text-color); }
        dd { margin: 0; overflow-wrap: anywhere; }
        .head { display: flex; justify-content: space-between; align-items: flex-start; gap: 8px; position: sticky; top: 0;
            padding: 6px 0; background-color: var(--lumo-base-color); z-index: 1; }
        .head h4 { margin: 2px 0; flex: 1; min-width: 0; outline-offset: 2px; }
        .head vaadin-button { flex: none; margin: 0; }
        .row { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin-bottom: 6px; }
        .place { display: flex; align-items: flex-start; }
        .place > code { flex: 1; min-width: 0; }
        .place > vaadin-button { flex: none; margin: -8px 0; }
        h5 { margin: 10px 0 4px; }
    `];

    static properties = {
        detail: { attribute: false },
        handlers: { attribute: false },
        now: { attribute: false }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
        this.handlers = [];
        this.addEventListener('keydown', e => {
            if (e.key === 'Escape') {
                e.stopPropagation();
                this._close();
            }
        });
    }

    updated(changed) {
        if (changed.has('detail') && changed.get('detail')?.row.storeKey !== this.detail.row.storeKey) {
            this.renderRoot.querySelector('h4').focus();
        }
    }

    _close() {
        this.dispatchEvent(new CustomEvent('record-close'));
    }

    _act(action) {
        this.dispatchEvent(new CustomEvent('record-action', { detail: action }));
    }

    _button(action, text) {
        return html`<vaadin-button id=${action} theme="small ${action === 'delete' ? 'error' : ''}"
            @click=${() => this._act(action)}>${text}</vaadin-button>`;
    }

    _line(name, value) {
        return value === null || value === undefined || value === '' ? '' : html`<dt>${name}</dt><dd>${value}</dd>`;
    }

    render() {
        const detail = this.detail;
        const row = detail.row;
        return html`<div class="detail" role="region" aria-label=${msg('Record', { id: 'quarkus-event-idempotency-one-record' })}>
            <div class="head"><h4 tabindex="-1">${kindBadges(row, this.now)} ${keyBlock(row.key ?? row.storeKey)}</h4>
                <vaadin-button theme="tertiary small" aria-label=${msg('Close', { id: 'quarkus-event-idempotency-close' })}
                    @click=${() => this._close()}><vaadin-icon icon="font-awesome-solid:xmark"></vaadin-icon></vaadin-button></div>
            <div class="row">
                ${isOpen(row) ? html`${this._button('release', msg('Release', { id: 'quarkus-event-idempotency-release' }))}
                    ${this._button('complete', msg('Complete', { id: 'quarkus-event-idempotency-complete' }))}
                    ${this._button('fail', msg('Fail', { id: 'quarkus-event-idempotency-fail' }))}` : ''}
                ${this._button('delete', msg('Delete', { id: 'quarkus-event-idempotency-delete' }))}
            </div>
            ${row.kind === 'foreign' ? '' : this._renderLinks(row)}
            ${this._renderMembers(detail, row)}
            ${this._renderText(detail)}
        </div>`;
    }

    _renderLinks(row) {
        const scope = row.scope ?? 'none';
        const handlers = this.handlers.filter(handler => handler.scope === scope);
        const text = row.key && row.key.length <= NAME_SHOWN ? row.key : '';
        return html`<div class="row" id="links">
            ${pageLink('story', { record: row.storeKey }, msg('Story', { id: 'quarkus-event-idempotency-story' }),
        msg('Everything that this process saw of the key', { id: 'quarkus-event-idempotency-story-title' }))}
            ${handlers.length ? pageLink('handlers', { text: scope }, msg('Handlers', { id: 'quarkus-event-idempotency-handlers' })) : ''}
            ${pageLink('live', { scope: row.scope, text: text }, msg('Happenings', { id: 'quarkus-event-idempotency-its-live-happenings' }))}
            ${handlers.map(handler => deliverAgainLink(handler, row.storeKey, html`${msg('Deliver again',
        { id: 'quarkus-event-idempotency-deliver-again' })}${handlers.length > 1 ? ': ' + handler.method.replace(/.*#|\(.*/g, '') : ''}`))}
        </div>`;
    }

    _renderMembers(detail, row) {
        return html`<dl>
            ${this._line(detail.inTransaction ? msg('Row', { id: 'quarkus-event-idempotency-row' })
        : msg('Key in the store', { id: 'quarkus-event-idempotency-store-key' }),
        html`<div class="place">${keyBlock(row.storeKey)} ${copyButton(row.storeKey)}</div>`)}
            ${this._line(msg('Scope', { id: 'quarkus-event-idempotency-scope' }), row.scope)}
            ${row.misplaced ? this._line(msg('Problem', { id: 'quarkus-event-idempotency-problem' }),
        msg('No delivery finds this record: its scope and key belong under another key of the store.',
            { id: 'quarkus-event-idempotency-misplaced' })) : ''}
            ${this._line(msg('Error', { id: 'quarkus-event-idempotency-error' }), detail.errorType?.includes('.')
        ? ideLink(detail.errorType) : detail.errorType)}
            ${this._line('', detail.error && visible(detail.error))}
            ${row.status === 'failed' ? this._line(msg('Runs again', { id: 'quarkus-event-idempotency-runs-again' }),
        row.retryable ? msg('yes, with the next delivery', { id: 'quarkus-event-idempotency-yes-next' })
            : msg('no', { id: 'quarkus-event-idempotency-no' })) : ''}
            ${this._line(msg('Event', { id: 'quarkus-event-idempotency-event' }),
        (row.eventType || row.eventId) && visible([row.eventType, row.eventId].filter(t => t).join(' ')))}
            ${this._line(msg('Attempt', { id: 'quarkus-event-idempotency-attempt' }), row.attempt || '')}
            ${this._line(msg('Fence', { id: 'quarkus-event-idempotency-fence' }), detail.fence)}
            ${this._line(msg('Owner', { id: 'quarkus-event-idempotency-owner' }), row.owner)}
            ${this._line(msg('Lease', { id: 'quarkus-event-idempotency-lease' }), leaseBar(row, this.now))}
            ${this._line(msg('Waiting', { id: 'quarkus-event-idempotency-waiting' }), row.waiting || '')}
            ${this._line(msg('Duplicates', { id: 'quarkus-event-idempotency-duplicates' }), row.duplicates || '')}
            ${this._line(msg('Node', { id: 'quarkus-event-idempotency-node' }), row.node && visible(row.node))}
            ${this._line(msg('First seen', { id: 'quarkus-event-idempotency-first-seen' }), row.firstSeenAt)}
            ${this._line(msg('Started', { id: 'quarkus-event-idempotency-started' }), row.startedAt)}
            ${this._line(msg('Ended', { id: 'quarkus-event-idempotency-ended' }), row.completedAt)}
            ${this._line(msg('Run time', { id: 'quarkus-event-idempotency-run-time' }), runTime(row, this.now))}
            ${this._line(msg('Expires in', { id: 'quarkus-event-idempotency-ttl' }), timeLeft(row, this.now))}
            ${this._line(msg('Fingerprint', { id: 'quarkus-event-idempotency-fingerprint' }), detail.fingerprint)}
            ${this._line(msg('Trace id', { id: 'quarkus-event-idempotency-trace-id' }), detail.traceId && traceLink(detail.traceId))}
        </dl>`;
    }

    _renderText(detail) {
        const text = detail.hasResult ? detail.result : detail.text;
        const whole = detail.hasResult ? detail.resultLength : detail.textLength;
        const content = text?.length === whole ? formatted(text) : text;
        return html`<h5>${detail.hasResult ? msg('Result', { id: 'quarkus-event-idempotency-result' })
        : msg('As it is stored', { id: 'quarkus-event-idempotency-stored' })}</h5>
            ${content === undefined ? html`<p class="quiet">${msg('This value is no text.', { id: 'quarkus-event-idempotency-no-text' })}</p>`
        : longText(content, Math.max(content.length, whole), SHOWN,
            part => html`<qui-themed-code-block mode="json" .content=${part}></qui-themed-code-block>`)}`;
    }
}
customElements.define('event-idempotency-record-detail', EventIdempotencyRecordDetail);
