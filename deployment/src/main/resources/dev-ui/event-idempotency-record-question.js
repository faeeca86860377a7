import { LitElement, html, css } from 'lit';
import { msg, updateWhenLocaleChanges } from 'localization';
import { keyBlock, sharedStyles } from './event-idempotency-shared.js';
import { records } from './event-idempotency-record-parts.js';
import '@vaadin/button';
import '@vaadin/checkbox';
import '@vaadin/confirm-dialog';
import '@vaadin/text-area';

const KEYS_SHOWN = 5;

/**
 * Asks before records are changed. The dialog focuses its Cancel button, so that a key that is pressed once too often changes
 * nothing.
 */
class EventIdempotencyRecordQuestion extends LitElement {

    static styles = [sharedStyles, css`
        p { margin: 6px 0; }
        ul { margin: 6px 0; padding-left: 20px; }
        vaadin-text-area { width: 100%; }
        #cancel { color: var(--lumo-body-text-color); }
        .question { width: 480px; max-width: 100%; overflow-wrap: anywhere; }
    `];

    static properties = {
        _question: { state: true },
        _counts: { state: true },
        _value: { state: true },
        _ticked: { state: true }
    };

    constructor() {
        super();
        updateWhenLocaleChanges(this);
    }

    /**
     * @param question the `title`, the `text`, the `keys` or the filter in words (`of`), the label of the button (`deed`, of the
     *        counts), the `counts` (a promise of deleted, revoked and exact) if it deletes, the label of a box to tick
     *        (`tick`), the label of a `field` and whether it is `needed`, and `act`, which gets the text of the field
     */
    ask(question) {
        this._question = question;
        this._value = '';
        this._ticked = false;
        this._counts = null;
        question.counts?.then(counts => {
            if (this._question === question) {
                this._counts = counts;
            }
        }, () => this._cancel());
    }

    _cancel() {
        this._question = null;
    }

    _confirm() {
        const question = this._question;
        this._question = null;
        question.act(this._value);
    }

    /** The dialog focuses its confirm button when it has opened, and then sends this event to the body. */
    _opened(e) {
        if (e.detail.value) {
            document.body.addEventListener('vaadin-overlay-open', () => {
                this.renderRoot.querySelector(this._question?.field ? '#answer' : '#cancel')?.focus();
            }, { once: true });
        }
    }

    _ready() {
        const question = this._question;
        return question && (!question.counts || this._counts) && (!question.tick || this._ticked)
            && (!question.needed || this._value.trim());
    }

    render() {
        const question = this._question;
        return html`<vaadin-confirm-dialog .opened=${!!question} cancel-button-visible header=${question?.title ?? ''}
                @confirm=${() => this._confirm()} @cancel=${() => this._cancel()} @opened-changed=${e => this._opened(e)}>
            <div class="question">
                <p>${question?.text}</p>
                ${question?.of ? html`<p><b>${question.of}</b></p>` : ''}
                ${question?.keys?.slice(0, KEYS_SHOWN).map(key => keyBlock(key))}
                ${question?.keys?.length > KEYS_SHOWN ? html`<p class="quiet">${msg('and', { id: 'quarkus-event-idempotency-and' })}
                    ${records(question.keys.length - KEYS_SHOWN)}</p>` : ''}
                ${question?.counts ? this._renderCounts() : ''}
                ${question?.field ? html`<vaadin-text-area id="answer" label=${question.field} ?required=${question.needed}
                    .value=${this._value} @value-changed=${e => {
        this._value = e.detail.value;
    }}></vaadin-text-area>` : ''}
                ${question?.tick ? html`<vaadin-checkbox id="tick" label=${question.tick} .checked=${this._ticked}
                    @checked-changed=${e => {
        this._ticked = e.detail.value;
    }}></vaadin-checkbox>` : ''}
            </div>
            <vaadin-button id="cancel" slot="cancel-button" theme="tertiary">
                ${msg('Cancel', { id: 'quarkus-event-idempotency-cancel' })}</vaadin-button>
            <vaadin-button id="confirm" slot="confirm-button" theme="error primary" ?disabled=${!this._ready()}>
                ${question?.deed(this._counts)}</vaadin-button>
        </vaadin-confirm-dialog>`;
    }

    _renderCounts() {
        const counts = this._counts;
        if (!counts) {
            return html`<p id="counts">${msg('Counting…', { id: 'quarkus-event-idempotency-counting' })}</p>`;
        }
        const least = counts.exact ? '' : msg('At least', { id: 'quarkus-event-idempotency-at-least' }) + ' ';
        return html`<p id="counts">${least}${records(counts.deleted)} ${msg('will be deleted.',
            { id: 'quarkus-event-idempotency-will-be-deleted' })}
            ${counts.revoked ? html`${records(counts.revoked)} ${msg(
        'in flight will be revoked: they stay, as failures that the next delivery runs again.',
        { id: 'quarkus-event-idempotency-will-be-revoked' })}` : ''}</p>`;
    }
}
customElements.define('event-idempotency-record-question', EventIdempotencyRecordQuestion);
