/**
 * Reads the EDN that operation maps are nearly always made of, many times faster than a whole EDN reader: maps by
 * keyword or number, vectors, lists, sets, keywords, whole and decimal numbers, strings without escapes, nil, true,
 * false. A whole number that a number can't hold is a string of its digits.
 * `undefined` where the text is anything else: then the library reads it.
 */
export function readPlainEdn(text: string): unknown {
  const reader = new PlainReader(text)
  const value = reader.value()
  return reader.isAtEnd() ? value : undefined
}

/** By character code: 1 for blanks, 2 for the others that end a word. */
const kinds = new Uint8Array(128)
for (const blank of ' ,\n\r\t') kinds[blank.charCodeAt(0)] = 1
for (const end of '[](){}";') kinds[end.charCodeAt(0)] = 2

const words: Record<string, unknown> = { nil: null, true: true, false: false }
const number = /^[+-]?\d+(N|(\.\d+)?([eE][+-]?\d+)?)$/
const wholeNumber = /^\+?(-?\d+)N?$/

class PlainReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  isAtEnd(): boolean {
    this.skipBlanks()
    return this.at === this.text.length
  }

  value(): unknown {
    this.skipBlanks()
    switch (this.text[this.at]) {
      case '{':
        return this.map()
      case '[':
        return this.items(93)
      case '(':
        return this.items(41)
      case '#':
        this.at++
        return this.text[this.at] === '{' ? this.items(125) : undefined
      case '"':
        return this.string()
      case ':':
        this.at++
        return this.word()
      default:
        return this.atom()
    }
  }

  private map(): Record<string, unknown> | undefined {
    this.at++
    const map: Record<string, unknown> = {}
    for (this.skipBlanks(); this.text.charCodeAt(this.at) !== 125; this.skipBlanks()) {
      const key = this.value()
      const value = this.value()
      if ((typeof key !== 'string' && typeof key !== 'number') || value === undefined)
        return undefined
      map[key] = value
    }
    this.at++
    return map
  }

  private items(close: number): unknown[] | undefined {
    this.at++
    const items: unknown[] = []
    for (this.skipBlanks(); this.text.charCodeAt(this.at) !== close; this.skipBlanks()) {
      const item = this.value()
      if (item === undefined) return undefined
      items.push(item)
    }
    this.at++
    // What grows by push keeps room for seventeen; a copy takes just what it needs.
    return items.slice()
  }

  private string(): string | undefined {
    const end = this.text.indexOf('"', this.at + 1)
    const string = this.text.slice(this.at + 1, end)
    this.at = end < 0 ? this.text.length : end + 1
    return end < 0 || string.includes('\\') ? undefined : string
  }

  private atom(): unknown {
    const word = this.word()
    if (Object.hasOwn(words, word)) return words[word]
    if (!number.test(word)) return undefined
    const digits = wholeNumber.exec(word)?.[1]
    if (digits === undefined) return Number(word)
    const value = Number(digits)
    // Its neighbours would be the same number.
    return Number.isSafeInteger(value) ? value : digits
  }

  private word(): string {
    const start = this.at
    while (this.at < this.text.length && !kinds[this.text.charCodeAt(this.at)]) this.at++
    return this.text.slice(start, this.at)
  }

  private skipBlanks(): void {
    while (kinds[this.text.charCodeAt(this.at)] === 1) this.at++
  }
}
