import { html, type Markup, type Part } from './markup.ts'

export interface Column {
  name: string
  /** `right` for figures, `keep` for what stays on one line and takes no more room than it needs. */
  kind?: 'right' | 'keep' | 'right keep'
}

/** A table that scrolls by itself, below its caption, where it is wider than the page; the first column names the row. */
export function table(caption: string, columns: Column[], rows: Part[][]): Markup {
  return html`<p class="caption">${caption}</p>
    <div class="scroll" role="group" aria-label="${caption}" tabindex="0">
      <table aria-label="${caption}">
        <thead>
          <tr>
            ${columns.map(({ name, kind }) => html`<th scope="col" class="${kind}">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((part, i) => cell(part, columns[i], i))}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>`
}

function cell(part: Part, { kind }: Column, at: number): Markup {
  return at === 0
    ? html`<th scope="row" class="${kind}">${part}</th>`
    : html`<td class="${kind}">${part}</td>`
}
