/** Text that is HTML already; nothing else becomes one but through `html`. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What a template may hold: markup as it is, lists one after the other, nothing for nothing, all else escaped. */
export type Part = Markup | string | number | null | undefined | false | readonly Part[]

/** HTML in which every value is escaped, in elements and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((text, next, i) => text + render(parts[i - 1]) + next))
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(render).join('')
  return escapeHtml(String(part))
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** What HTML can't hold, and what would turn the direction of the text around it. */
const illegal =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g

export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(illegal, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => entities[character])
}
