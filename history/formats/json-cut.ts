/**
 * What is left of a JSON array that breaks off: the text up to its last whole element, closed; `undefined` where the
 * text does not end inside of an array, or has no whole element of one.
 */
export function wholeElements(text: string): { text: string; line: number } | undefined {
  let depth = 0
  let end = -1
  structure.lastIndex = 0
  for (let found = structure.exec(text); found; found = structure.exec(text)) {
    const [token] = found
    if (token === '[' || token === '{') {
      depth++
      if (depth === 1 && token === '{') return undefined
    } else if (token === ']' || token === '}') {
      depth--
      if (depth === 0) return undefined
      if (depth === 1) end = structure.lastIndex
    }
  }
  if (end < 0) return undefined
  return { text: `${text.slice(0, end)}]`, line: text.slice(0, end).split('\n').length }
}

const structure = /[[\]{}]|"[^"\\]*(?:\\[^][^"\\]*)*(?:"|$)/g
