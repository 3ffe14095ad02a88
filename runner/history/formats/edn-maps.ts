/**
 * Finds the outermost maps in EDN text that comes in pieces, so that a history is parsed one operation at a time:
 * skips comments, tags and the brackets around, and knows strings and characters from structure.
 */
export class EdnMaps {
  /** What is left after the last map: whether one is unfinished, or what stands where a map should. */
  rest: { line: number; isOpen: boolean; stray?: string } = { line: 1, isOpen: false }
  private readonly onMap: (text: string, line: number) => void
  private text = ''
  private line = 1

  constructor(onMap: (text: string, line: number) => void) {
    this.onMap = onMap
  }

  push(chunk: string): void {
    if (this.rest.stray !== undefined) return
    this.text += chunk
    let start = 0
    for (;;) {
      between.lastIndex = start
      const skipped = between.exec(this.text)?.[0] ?? ''
      start += skipped.length
      this.line += newlines(skipped)
      const end = this.text[start] === '{' ? mapEnd(this.text, start) : -1
      if (end < 0) break
      const map = this.text.slice(start, end)
      this.onMap(map, this.line)
      this.line += newlines(map)
      start = end
    }
    this.text = this.text.slice(start)
    const isOpen = this.text.startsWith('{') || /^[#;]/.test(this.text)
    const stray = isOpen || this.text === '' ? undefined : (/^\S{1,30}/.exec(this.text)?.[0] ?? '')
    this.rest = { line: this.line, isOpen: this.text.startsWith('{'), stray }
  }
}

/** Blanks, commas, whole comments, tags, and the brackets of the vector or list around the maps. */
const between = /(?:[\s,[\]()]+|;[^\n]*\n|#[A-Za-z][\w.$/-]*(?=[\s{]))*/y

/** The next brace inside a map; strings, comments and characters are skipped, also where the text ends in one. */
const inside = /[{}]|"(?:[^"\\]|\\(?:[^]|$))*(?:"|$)|;[^\n]*|\\(?:[^]|$)/g

/** The place after the map's closing brace, −1 where it is not there yet. */
function mapEnd(text: string, start: number): number {
  let depth = 0
  inside.lastIndex = start
  for (let found = inside.exec(text); found; found = inside.exec(text)) {
    if (found[0] === '{') depth++
    else if (found[0] === '}' && --depth === 0) return inside.lastIndex
  }
  return -1
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
