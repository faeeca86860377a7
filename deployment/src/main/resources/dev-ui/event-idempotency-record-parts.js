import { html, css } from 'lit';
import { msg } from 'localization';
import { duration, kindOf, pageLink } from './event-idempotency-shared.js';

/** The parts of records that the grid, the detail and the questions share: kinds, leases and times. */

export const partStyles = css`
    .lease { display: inline-block; width: 120px; height: 8px; border-radius: 4px; overflow: hidden; margin-right: 6px;
        background-color: var(--lumo-contrast-10pct); }
    .lease > span { display: block; height: 100%; background-color: var(--lumo-primary-color); }
    .lease.expired { background-color: var(--lumo-error-color-50pct, var(--lumo-error-color)); }
`;

/** Each kind that the server tells apart, with its name for people. */
export function kinds() {
    return [
        ['processing', msg('processing', { id: 'quarkus-event-idempotency-kind-processing' })],
        ['completed', msg('completed', { id: 'quarkus-event-idempotency-kind-completed' })],
        ['failed', msg('failed', { id: 'quarkus-event-idempotency-kind-failed' })],
        ['runs-again', msg('failed, runs again', { id: 'quarkus-event-idempotency-kind-runs-again' })],
        ['failed-permanently', msg('failed permanently', { id: 'quarkus-event-idempotency-kind-failed-permanently' })],
        ['quarantined', msg('quarantined', { id: 'quarkus-event-idempotency-kind-quarantined' })],
        ['attempts-exhausted', msg('out of attempts', { id: 'quarkus-event-idempotency-kind-attempts-exhausted' })],
        ['released', msg('released by hand', { id: 'quarkus-event-idempotency-kind-released' })],
        ['foreign', msg('no record', { id: 'quarkus-event-idempotency-kind-foreign' })],
        ['misplaced', msg('misplaced', { id: 'quarkus-event-idempotency-kind-misplaced' })]
    ];
}

export function kindName(kind) {
    return (kinds().find(([value]) => value === kind) ?? [kind, kind])[1];
}

/** The kind of a record, and what is wrong with it. */
export function kindBadges(row, now) {
    const left = leaseLeft(row, now);
    return html`<span class="badge ${kindOf(row.kind)}">${kindName(row.kind)}</span>
        ${left < 0 ? html`<span class="badge bad">${msg('lease expired', { id: 'quarkus-event-idempotency-lease-expired' })}</span>` : ''}
        ${row.misplaced ? html`<span class="badge bad">${kindName('misplaced')}</span>` : ''}`;
}

/** The milliseconds that are left of the lease of a record in flight, negative when it has expired; NaN where it is unknown. */
export function leaseLeft(row, now) {
    return row.status === 'processing' && row.remainingLeaseMillis !== undefined
        ? row.remainingLeaseMillis - (now - row.readAt) : NaN;
}

export function leaseBar(row, now) {
    const left = leaseLeft(row, now);
    if (isNaN(left)) {
        return duration(row.leaseMillis);
    }
    if (left < 0) {
        return html`<span class="lease expired"></span><span>${msg('expired', { id: 'quarkus-event-idempotency-expired' })}
            ${duration(-left)} ${msg('ago', { id: 'quarkus-event-idempotency-ago' })}</span>`;
    }
    const part = Math.min(100, 100 * left / (row.leaseMillis || left));
    return html`<span class="lease"><span style="width: ${part}%"></span></span><span>${duration(left)}
        ${msg('left of', { id: 'quarkus-event-idempotency-left-of' })} ${duration(row.leaseMillis)}</span>`;
}

/** Until the end of the run. Where the lease has expired, until then: whether the owner still runs is unknown. */
export function runTime(row, now) {
    const left = leaseLeft(row, now);
    const end = row.completedAt ? Date.parse(row.completedAt) : row.status !== 'processing' ? NaN : left < 0 ? now + left : now;
    const took = end - Date.parse(row.startedAt);
    if (isNaN(took)) {
        return '';
    }
    return left < 0 ? html`<span title=${msg('Ran until its lease expired. It is unknown whether the owner still runs.',
        { id: 'quarkus-event-idempotency-ran-until' })}>≥ ${duration(Math.max(0, took))}</span>` : duration(Math.max(0, took));
}

export function timeLeft(row, now) {
    return row.remainingTtlMillis === undefined ? '∞' : duration(Math.max(0, row.remainingTtlMillis - (now - row.readAt)));
}

/** A link to Try it, which shows the newest payload of the record's key that this process has seen. */
export function deliverAgainLink(handler, storeKey, content) {
    return pageLink('try-it', { handler: handler.method, record: storeKey }, content);
}

export function isOpen(row) {
    return row.status === 'processing' || row.status === 'failed';
}

/** A number of records, in words. */
export function records(n) {
    return n.toLocaleString('en') + ' ' + (n === 1 ? msg('record', { id: 'quarkus-event-idempotency-noun-record' })
        : msg('records', { id: 'quarkus-event-idempotency-n-records' }));
}
