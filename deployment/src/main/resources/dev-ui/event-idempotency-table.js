import { css, html } from 'lit';

/** A name of which the end stays where there is no room for all: it says more than the beginning. */
export function tail(name) {
    return html`<bdi dir="ltr">${name}</bdi>`;
}

export const tailStyles = css`
    .tail { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; direction: rtl; text-align: left; }
`;

/** Tables whose rows wrap where there is no room for columns, so that nothing is cut off and nothing scrolls sideways. */
export const tableStyles = css`
    :host { container-type: inline-size; }
    .scroll { flex: 1; overflow: auto; min-height: 0; }
    table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: var(--lumo-font-size-s); }
    th { position: sticky; top: 0; z-index: 1; background-color: var(--lumo-base-color); text-align: start;
        font-weight: 500; color: var(--lumo-secondary-text-color); vertical-align: bottom; }
    th, td { padding: 4px 8px; border-bottom: 1px solid var(--lumo-contrast-10pct); overflow-wrap: anywhere; }
    td { vertical-align: top; }
    td.key { overflow: hidden; }
    .number { text-align: end; }
    .room { flex: 1; }
    .cut { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .badges { display: flex; flex-wrap: wrap; gap: 4px; min-width: 0; }
    .badges > * { min-width: 0; max-width: 100%; }
    .badges .badge { white-space: normal; }
    .empty { padding: 24px; text-align: center; }
    @container (max-width: 1000px) {
        table, tbody { display: block; }
        thead:not(.sorts) { display: none; }
        thead { display: block; }
        th { position: static; border: none; }
        th .small, th br { display: none; }
        tr { display: flex; flex-wrap: wrap; gap: 0 16px; padding: 6px 0; border-bottom: 1px solid var(--lumo-contrast-20pct); }
        td { border: none; padding: 1px 8px; display: flex; gap: 6px; min-width: 0; max-width: 100%; box-sizing: border-box; }
        td:first-child { flex-basis: 100%; }
        td > * { min-width: 0; }
        td.none { display: none; }
        td[data-label]::before { content: attr(data-label); color: var(--lumo-secondary-text-color); flex: none; }
        .number { text-align: start; }
    }
`;
