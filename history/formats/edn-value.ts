import { Tuple } from './tuple.ts'

/**
 * Reads one value in EDN as plain data, and refuses with a SyntaxError what it can't keep whole. Keywords and
 * characters are strings, sets and lists are arrays, records are maps, and `jepsen.independent`'s tuples are Tuples.
 * A whole number that a number can't hold is a string of its digits. What else there is stays apart from all of these:
 * `{sym}` for a symbol or ratio, `{tag, val}` for what has another tag.
 */
export function ednValue(text: string): unknown {
  const [value, rest] = ednValueIn(text)
  if (rest !== '') throw new SyntaxError(`${rest.slice(0, 30)} follows the value`)
  return value
}

/** The first value of a text, and what follows it. */
export function ednValueIn(text: string): [value: unknown, rest: string] {
  const reader = new EdnReader(text)
  return [reader.value(), reader.rest()]
}

/** By character code: 1 for blanks, 2 for the others that end a word. */
const kinds = new Uint8Array(128)
for (const blank of ' ,\n\r\t\f') kinds[blank.charCodeAt(0)] = 1
for (const end of '[](){}";') kinds[end.charCodeAt(0)] = 2

const words: Record<string, unknown> = { nil: null, true: true, false: false }
const number = /^[+-]?\d+(N|(\.\d*)?([eE][+-]?\d+)?M?)$/
const wholeNumber = /^\+?(-?\d+)[NM]?$/
const symbol = /^([+-]?\d+\/\d+|\/|[A-Za-z.*+!\-_?$%&=<>|'][\w.*+!\-?$%&=<>|'#:/]*)$/
const recordName = /^[\w$-]+(\.[\w$-]+)+$/
/** So many digits are told apart by a number. */
const EXACT_DIGITS = 15

const escapes: Record<string, string> = {
  t: '\t',
  r: '\r',
  n: '\n',
  b: '\b',
  f: '\f',
  '\\': '\\',
  '"': '"',
}
const characters: Record<string, string> = {
  newline: '\n',
  space: ' ',
  tab: '\t',
  return: '\r',
  formfeed: '\f',
  backspace: '\b',
}

class EdnReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  rest(): string {
    this.skipBlanks()
    return this.text.slice(this.at)
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
        return this.tagged()
      case '"':
        return this.string()
      case '\\':
        return this.character()
      case ':':
        this.at++
        return this.word() || refuse('a keyword has no name')
      default:
        return this.atom()
    }
  }

  private map(): Record<string, unknown> {
    this.at++
    const map: Record<string, unknown> = {}
    for (this.skipBlanks(); this.text.charCodeAt(this.at) !== 125; this.skipBlanks()) {
      const found = this.value()
      const key = typeof found === 'string' ? found : nameOf(found)
      if (map[key] !== undefined && (Object.hasOwn(map, key) || key === '__proto__'))
        refuse(`a map has ${key} twice`)
      map[key] = this.value()
      this.skipBlanks()
    }
    this.at++
    return map
  }

  private items(close: number): unknown[] {
    this.at++
    const items: unknown[] = []
    for (this.skipBlanks(); this.text.charCodeAt(this.at) !== close; this.skipBlanks())
      items.push(this.value())
    this.at++
    // What grows by push keeps room for seventeen; a copy takes just what it needs.
    return items.slice()
  }

  private tagged(): unknown {
    this.at++
    if (this.text[this.at] === '{') return this.items(125)
    const tag = this.word()
    if (!/^[A-Za-z]/.test(tag)) refuse(`#${tag} is no tag`)
    const val = this.value()
    if (tag === 'jepsen.independent/tuple') return tuple(val)
    const isRecord = recordName.test(tag) && typeof val === 'object' && !Array.isArray(val)
    return isRecord ? val : { tag, val }
  }

  private string(): string {
    const start = this.at + 1
    const end = this.text.indexOf('"', start)
    const plain = this.text.slice(start, end)
    if (end < 0 || plain.includes('\\')) return this.escapedString()
    this.at = end + 1
    return plain
  }

  private escapedString(): string {
    const start = this.at + 1
    stringEnd.lastIndex = start
    if (!stringEnd.test(this.text)) refuse('a string has no end')
    this.at = stringEnd.lastIndex
    return this.text.slice(start, this.at - 1).replace(/\\(u[\da-fA-F]{4}|[^])/g, unescaped)
  }

  private character(): string {
    const start = this.at + 1
    this.at += 2
    const word = this.text[start] + this.word()
    if (word.length === 1) return word
    if (Object.hasOwn(characters, word)) return characters[word]
    if (/^u[\da-fA-F]{4}$/.test(word)) return unescaped('', word)
    return refuse(`\\${word} is no character`)
  }

  private atom(): unknown {
    const word = this.word()
    if (Object.hasOwn(words, word)) return words[word]
    if (number.test(word)) return exact(word)
    if (symbol.test(word)) return { sym: word }
    return refuse(word === '' ? 'a value is missing' : `${word.slice(0, 30)} is no value`)
  }

  private word(): string {
    const start = this.at
    while (this.at < this.text.length && !kinds[this.text.charCodeAt(this.at)]) this.at++
    return this.text.slice(start, this.at)
  }

  /** Comments and values behind `#_` are blanks as well. */
  private skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (kinds[code] === 1) this.at++
      else if (code === 59) {
        const end = this.text.indexOf('\n', this.at)
        this.at = end < 0 ? this.text.length : end
      } else if (code === 35 && this.text[this.at + 1] === '_') {
        this.at += 2
        this.value()
      } else return
    }
  }
}

const stringEnd = /[^"\\]*(?:\\[^][^"\\]*)*"/y

function exact(word: string): unknown {
  const digits = wholeNumber.exec(word)?.[1]
  if (digits !== undefined) {
    const value = Number(digits)
    // Its neighbours would be the same number.
    return Number.isSafeInteger(value) ? value : digits
  }
  // An M promises that every digit counts.
  const isDecimal = word.endsWith('M')
  if (isDecimal && word.length > EXACT_DIGITS) return word
  return Number(isDecimal ? word.slice(0, -1) : word)
}

/** A map's keys are properties; one that is no name keeps apart from the others as JSON. */
function nameOf(key: unknown): string {
  return typeof key === 'object' ? JSON.stringify(key) : String(key)
}

function tuple(val: unknown): Tuple {
  if (!Array.isArray(val) || val.length !== 2) refuse('a tuple is [key value]')
  return Tuple.from(val as unknown[]) as Tuple
}

function unescaped(_: string, code: string): string {
  if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
  return escapes[code] ?? refuse(`\\${code} is no character of a string`)
}

function refuse(what: string): never {
  throw new SyntaxError(what)
}
