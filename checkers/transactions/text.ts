const SHOWN = 4
const SHOWN_CHARACTERS = 20

/** `[1 2 3]`; of a long list the last few, for lists that grow at the end differ there. */
export function showList(list: readonly unknown[]): string {
  const shown = list.length > SHOWN + 1 ? list.slice(-SHOWN) : list
  return `[${shown.length < list.length ? '… ' : ''}${shown.map(show).join(' ')}]`
}

export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  return Array.isArray(value) ? showList(value) : shortened(JSON.stringify(value))
}

function shortened(text: string): string {
  if (text.length <= 3 * SHOWN_CHARACTERS) return text
  return `${text.slice(0, SHOWN_CHARACTERS + 1)}…${text.slice(-SHOWN_CHARACTERS - 1)}`
}

/** Two lists from where they part, with a little of what they share. */
export function showParting(a: readonly unknown[], b: readonly unknown[]): [string, string] {
  let same = 0
  while (same < a.length && same < b.length && a[same] === b[same]) same++
  const from = Math.max(0, same - 1)
  const part = (list: readonly unknown[]) => {
    const shown = list.slice(from, from + SHOWN)
    const before = from > 0 ? '… ' : ''
    const after = from + shown.length < list.length ? ' …' : ''
    return `[${before}${shown.map(show).join(' ')}${after}]`
  }
  return [part(a), part(b)]
}
