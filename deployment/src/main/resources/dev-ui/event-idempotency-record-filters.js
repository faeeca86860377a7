import { LitElement, html, css } from 'lit';
import { msg, updateWhenLocaleChanges } from 'localization';
import { sharedStyles } from './event-idempotency-shared.js';
import { kinds } from './event-idempotency-record-parts.js';
import '@vaadin/button';
import '@vaadin/checkbox';
import '@vaadin/combo-box';
import '@vaadin/text-field';

/** A filter that matches all records; age is a duration, and the last two are switched on by the text true. */
export const NO_FILTER = { scope: '', keyText: '', status: '', age: '', leaseExpired: '', recent: '' };

/** Sends `filter-change` with the parts of the filter that have changed, and `find` when they are to be applied. */
class EventIdempotencyRecordFilters extends LitElement {

    static styles = [sharedStyles, css`
        :host { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
        .scope { width: 200px; }
        .text { width: 190px; }
        .status { width: 180px; }
        .age { width: 130px; }
    `];

    static properties = {
        filter: { attribute: false },
        scopes: { attribute: false }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
    }

    _change(name, value, apply) {
        if (this.hasUpdated && this.filter[name] !== value) {
            const recent = name === 'recent' ? {} : { recent: '' };
            this.dispatchEvent(new CustomEvent('filter-change', { detail: { change: { ...recent, [name]: value }, apply: apply } }));
        }
    }

    _find() {
        this.dispatchEvent(new CustomEvent('find'));
    }

    _box(name, label, items, custom) {
        return html`<vaadin-combo-box class=${name} placeholder=${label} accessible-name=${label} clear-button-visible
            ?allow-custom-value=${custom} .items=${items} .value=${this.filter[name]}
            @value-changed=${e => this._change(name, e.detail.value, true)}></vaadin-combo-box>`;
    }

    _check(name, label) {
        return html`<vaadin-checkbox class=${name} label=${label} .checked=${this.filter[name] === 'true'}
            @checked-changed=${e => this._change(name, e.detail.value ? 'true' : '', true)}></vaadin-checkbox>`;
    }

    _ages() {
        const minutes = msg('minutes', { id: 'quarkus-event-idempotency-minutes' });
        const hours = msg('hours', { id: 'quarkus-event-idempotency-hours' });
        const days = msg('days', { id: 'quarkus-event-idempotency-days' });
        return [['1M', '1 ' + minutes], ['10M', '10 ' + minutes], ['1H', '1 ' + hours], ['24H', '24 ' + hours], ['P7D', '7 ' + days]]
            .map(([value, label]) => ({ value: value, label: '> ' + label }));
    }

    render() {
        const key = msg('Key text or digest', { id: 'quarkus-event-idempotency-key-text' });
        return html`
            ${this._box('scope', msg('Scope', { id: 'quarkus-event-idempotency-scope' }), this.scopes, true)}
            <vaadin-text-field class="text" placeholder=${key} accessible-name=${key} clear-button-visible
                .value=${this.filter.keyText} @keydown=${e => e.key === 'Enter' && this._find()}
                @value-changed=${e => this._change('keyText', e.detail.value, false)}></vaadin-text-field>
            ${this._box('status', msg('Status', { id: 'quarkus-event-idempotency-status' }),
        kinds().map(([value, label]) => ({ value: value, label: label })), false)}
            ${this._box('age', msg('Age', { id: 'quarkus-event-idempotency-age' }), this._ages(), true)}
            ${this._check('leaseExpired', msg('Lease expired', { id: 'quarkus-event-idempotency-only-lease-expired' }))}
            ${this._check('recent', msg('Recent', { id: 'quarkus-event-idempotency-recent' }))}
            <vaadin-button id="find" theme="primary" @click=${() => this._find()}>
                ${msg('Find', { id: 'quarkus-event-idempotency-find' })}</vaadin-button>`;
    }
}
customElements.define('event-idempotency-record-filters', EventIdempotencyRecordFilters);
