import { html, css } from 'lit';
import { msg } from 'localization';
import { badge, copyButton, dateTime, duration, formatted, keyBlock, longText, pageLink, visible } from './event-idempotency-shared.js';

/** What a payload would be to a handler, and what differs between two payloads of one key. */

export const explanationStyles = css`
    .answer { font-size: var(--lumo-font-size-l); margin: 0; padding: 8px 12px; border-left: 4px solid var(--lumo-primary-color);
        background-color: var(--lumo-primary-color-10pct); overflow-wrap: anywhere; }
    .explained { display: flex; flex-direction: column; gap: 8px; }
    .explained h4, .explained h5 { margin: 4px 0 0 0; }
    dl.facts { display: grid; grid-template-columns: minmax(100px, 150px) minmax(0, 1fr); gap: 4px 12px; margin: 0;
        font-size: var(--lumo-font-size-s); align-items: start; }
    dl.facts dt { color: var(--lumo-secondary-text-color); }
    dl.facts dd { margin: 0; overflow-wrap: anywhere; }
    table.paths { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: var(--lumo-font-size-s); }
    table.paths th { text-align: left; font-weight: normal; color: var(--lumo-secondary-text-color); }
    table.paths th, table.paths td { padding: 2px 8px 2px 0; border-bottom: 1px solid var(--lumo-contrast-10pct);
        vertical-align: top; overflow-wrap: anywhere; }
    .withcopy { display: flex; align-items: flex-start; gap: 8px; }
    .withcopy code { min-width: 0; }
    .withcopy vaadin-button { margin: 0; flex-shrink: 0; }
    .recordlinks { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
`;

/** A longer text has a scroll bar of its own. */
const LONG = 200;

function missing(text) {
    return text === null || text === undefined ? html`<span class="quiet">${msg('missing', { id: 'quarkus-event-idempotency-missing' })}</span>`
        : text.length > LONG ? keyBlock(text) : html`<code>${visible(text)}</code>`;
}

/**
 * What differs between two payloads, path by path.
 *
 * @param differences as the server lists them; null where the two cannot be compared
 */
export function differenceTable(differences, before, after) {
    if (!differences) {
        return html`<span class="quiet">${msg('They cannot be compared: one of them is cut, or no JSON.',
            { id: 'quarkus-event-idempotency-not-comparable' })}</span>`;
    }
    return differences.length === 0 ? html`<span class="quiet">${msg('No difference', { id: 'quarkus-event-idempotency-no-difference' })}</span>`
        : html`<table class="paths differences">
            <tr><th scope="col">${msg('Path', { id: 'quarkus-event-idempotency-path' })}</th><th scope="col">${before}</th><th scope="col">${after}</th></tr>
            ${differences.map(one => html`<tr><td><code>${visible(one.path)}</code></td><td>${missing(one.before)}</td><td>${missing(one.after)}</td></tr>`)}
        </table>`;
}

/** A payload that was seen, formatted, with its time. */
export function seenPayload(payload, label) {
    return html`<div class="payload"><span class="quiet">${label}, ${dateTime(payload.at)}</span>
        ${payload.cut ? html`<span class="badge warn">${msg('cut', { id: 'quarkus-event-idempotency-cut' })}</span>` : ''}
        ${longText(formatted(payload.json), undefined, 4 * 1024, part => html`<code class="block" tabindex="0">${part}</code>`)}</div>`;
}

/** The newest payload that was seen of a key, and that went to a handler; undefined where there is none. */
export function newestPayload(seen, handler) {
    return [...seen.last, seen.first].find(payload => payload && !payload.cut && (!handler || payload.handler === handler));
}

/** What Try it shows of a payload. */
export function tryItParameters(payload) {
    return { handler: payload.handler, payload: payload.element ? `[${payload.json}]` : payload.json, metadata: payload.metadata ?? '' };
}

/** The payloads that were seen of a key: the first, the newest, and what differs between them. */
export function seenPayloads(seen) {
    const newest = seen.last[0];
    const labels = [msg('First', { id: 'quarkus-event-idempotency-first' }), msg('Newest', { id: 'quarkus-event-idempotency-newest' })];
    return html`<div class="explained" id="payloads">
        ${seen.first ? seenPayload(seen.first, labels[0]) : html`<span class="quiet">${msg('None since the application started.',
        { id: 'quarkus-event-idempotency-no-payloads' })}</span>`}
        ${newest ? html`${seenPayload(newest, labels[1])} ${differenceTable(seen.differences, ...labels)}` : ''}
        ${seen.fingerprintDifferences?.length ? html`<h5>${msg('What the fingerprints are made of',
        { id: 'quarkus-event-idempotency-fingerprints-differ' })}</h5>${differenceTable(seen.fingerprintDifferences, ...labels)}` : ''}</div>`;
}

function fact(name, content) {
    return html`<dt>${name}</dt><dd>${content}</dd>`;
}

function recordFact(event) {
    const record = event.record;
    const links = html`${record ? pageLink('records', { record: event.storeKey }, msg('Record', { id: 'quarkus-event-idempotency-record' })) : ''}
        ${pageLink('story', { record: event.storeKey }, msg('Story', { id: 'quarkus-event-idempotency-story' }))}`;
    return html`<div class="recordlinks">${record ? html`${badge(record.status)}
        ${record.attempt ? html`<span>${msg('Attempt', { id: 'quarkus-event-idempotency-attempt' })} ${record.attempt}</span>` : ''}
        <span>${record.node}</span><span>${dateTime(record.completedAt ?? record.startedAt)}</span>`
        : html`<span class="quiet">${msg('none', { id: 'quarkus-event-idempotency-none' })}</span>`} ${links}</div>`;
}

function partsTable(parts) {
    return html`<table class="paths parts">${parts.map(part => html`<tr><td><code>${visible(part.path)}</code></td><td>${missing(part.value)}</td></tr>`)}</table>`;
}

function keyFacts(event) {
    return html`${fact(msg('Key', { id: 'quarkus-event-idempotency-key' }), html`<div id="explained-key">${keyBlock(event.key)}</div>
            ${event.digested ? html`<span class="quiet" id="digested">${msg('Records contain its SHA-256 instead: it is longer than 1 KiB, or no plain text.',
        { id: 'quarkus-event-idempotency-digested' })}</span>` : ''}`)}
        ${fact(msg('Key in the store', { id: 'quarkus-event-idempotency-store-key' }),
        html`<div class="withcopy">${keyBlock(event.storeKey)} ${copyButton(event.storeKey, 'copy-store-key')}</div>`)}
        ${fact(msg('Record', { id: 'quarkus-event-idempotency-record' }), recordFact(event))}`;
}

function fingerprintFacts(event) {
    return html`${fact(msg('Fingerprint', { id: 'quarkus-event-idempotency-fingerprint' }), html`<code>${event.fingerprint}</code>
            ${event.recordFingerprint && event.recordFingerprint !== event.fingerprint ? html`<div class="quiet">${msg('In the record',
        { id: 'quarkus-event-idempotency-in-record' })}: <code>${event.recordFingerprint}</code></div>` : ''}`)}
        ${event.fingerprinted ? fact(msg('Made of', { id: 'quarkus-event-idempotency-made-of' }), html`<div id="fingerprinted">${longText(
        formatted(event.fingerprinted), undefined, 4 * 1024, part => html`<code class="block" tabindex="0">${part}</code>`)}</div>`) : ''}`;
}

function comparison(event) {
    const first = event.first;
    if (!first) {
        return '';
    }
    const labels = [msg('First', { id: 'quarkus-event-idempotency-first' }), msg('This one', { id: 'quarkus-event-idempotency-this-one' })];
    return html`<h5>${msg('Against the first payload with this key', { id: 'quarkus-event-idempotency-against-first' })}</h5>
        <span class="quiet">${dateTime(first.at)}</span>
        ${differenceTable(event.differences, ...labels)}
        ${event.fingerprintDifferences?.length ? html`<h5>${msg('What the fingerprints are made of',
        { id: 'quarkus-event-idempotency-fingerprints-differ' })}</h5>${differenceTable(event.fingerprintDifferences, ...labels)}` : ''}`;
}

function explainedEvent(event, scope) {
    return html`
        <dl class="facts">
            ${event.parts.length ? fact(msg('Parts of the key', { id: 'quarkus-event-idempotency-parts' }), partsTable(event.parts)) : ''}
            ${event.storeKey ? keyFacts(event) : ''}
            ${fact(msg('Scope', { id: 'quarkus-event-idempotency-scope' }), html`<code>${scope}</code>`)}
            ${event.eventId ? fact(msg('Event', { id: 'quarkus-event-idempotency-event' }), html`<code>${visible(event.eventId)}</code> ${event.eventType ?? ''}`) : ''}
            ${event.ttlMillis ? fact(msg('Expires in', { id: 'quarkus-event-idempotency-expires-in' }), duration(event.ttlMillis)) : ''}
            ${event.fingerprint ? fingerprintFacts(event) : ''}
        </dl>
        ${comparison(event)}`;
}

/** An explanation as the server returns it. The sentences are read aloud as they change. */
export function explained(explanation) {
    const { events, size, batch } = explanation;
    return html`<div class="explained" id="explained">
        ${events.map((event, i) => html`<section>
            ${batch ? html`<h4>${msg('Event', { id: 'quarkus-event-idempotency-event' })} ${i + 1}</h4>` : ''}
            <p class="answer" aria-live="polite">${visible(event.forecast.sentence)}</p>
            ${explainedEvent(event, explanation.scope)}</section>`)}
        ${size > events.length ? html`<span class="quiet">${events.length} / ${size} ${msg('events are explained',
        { id: 'quarkus-event-idempotency-explained-first' })}</span>` : ''}
        ${size === 0 ? html`<p class="answer" aria-live="polite">${msg('An empty batch: the handler gets nothing to claim.',
        { id: 'quarkus-event-idempotency-empty-batch' })}</p>` : ''}</div>`;
}
