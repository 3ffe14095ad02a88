import type { Operation } from '../operation.ts'

const QUOTE = 34
const COMMA = 44
const MINUS = 45
const ZERO = 48
const NINE = 57
const COLON = 58
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_MAP = 123
const CLOSE_MAP = 125

/** A whole number of so many digits is always exact. */
const EXACT_DIGITS = 15
/** Names of operations, nodes and keys come again and again; where there are more of them, they don't. */
const REMEMBERED = 32
/** Of a value that is not plain; no value is it. */
const NOTHING = Symbol('not plain')

interface Word {
  text: string
  bytes: Uint8Array
}

const encoder = new TextEncoder()
const wordOf = (text: string): Word => ({ text, bytes: encoder.encode(text) })

const index = 0
const process = 1
const type = 2
const f = 3
const key = 4
const value = 5
const timeNs = 6
const node = 7
const error = 8
const scheduledNs = 9
const names = { index, process, type, f, key, value, timeNs, node, error, scheduledNs }
const fields = Object.keys(names).map(wordOf)
const NULL = wordOf('null')

/**
 * Reads lines as our own journal writes nearly all of them, straight from their bytes: an object of words, whole
 * numbers, lists of these, and null, without blanks, escapes and letters beyond ASCII. That takes half the time of
 * JSON.parse, most of which goes into memory for text that nobody needs.
 */
export class PlainLines {
  /** Where the line that was read ends. */
  end = 0
  private bytes: Uint8Array = new Uint8Array()
  private at = 0
  private readonly operation = {} as Operation
  private readonly words: Word[] = []
  /** Which field stood at each place of the last line. */
  private readonly order: number[] = []

  /**
   * The line that begins at `start`, in an object that holds until the next is read; `undefined` for any other line
   * than a plain one, right or wrong.
   */
  read(bytes: Uint8Array, start: number): Operation | undefined {
    this.bytes = bytes
    this.at = start
    if (bytes[this.at++] !== OPEN_MAP) return undefined
    const { operation } = this
    forget(operation)
    for (let place = 0; ; place++) {
      const field = this.field(place)
      const found = field === value ? this.value() : field < 0 ? NOTHING : this.scalar()
      if (found === NOTHING) return undefined
      set(operation, field, found)
      const next = bytes[this.at++]
      if (next === CLOSE_MAP) break
      if (next !== COMMA) return undefined
    }
    this.end = this.at
    return operation
  }

  private field(place: number): number {
    const likely = this.order[place] ?? 0
    const field = this.isNext(fields[likely])
      ? likely
      : fields.findIndex((each) => this.isNext(each))
    if (field < 0) return field
    this.order[place] = field
    this.at += fields[field].bytes.length + 2
    return this.bytes[this.at++] === COLON ? field : -1
  }

  private isNext({ bytes: word }: Word): boolean {
    const { bytes, at } = this
    if (bytes[at] !== QUOTE || bytes[at + 1 + word.length] !== QUOTE) return false
    return startsWith(bytes, word, at + 1)
  }

  private scalar(): unknown {
    if (this.bytes[this.at] === QUOTE) return this.knownWord() ?? this.word(true)
    return this.nullOrNumber()
  }

  private value(): unknown {
    const code = this.bytes[this.at]
    if (code === QUOTE) return this.word(false)
    return code === OPEN_LIST ? this.list() : this.nullOrNumber()
  }

  private nullOrNumber(): unknown {
    if (!startsWith(this.bytes, NULL.bytes, this.at)) return this.number()
    this.at += NULL.bytes.length
    return null
  }

  private list(): unknown {
    const list: unknown[] = []
    this.at++
    for (;;) {
      const item = this.item()
      if (item === NOTHING) return NOTHING
      list.push(item)
      const next = this.bytes[this.at++]
      // What grows by push keeps room for seventeen; a copy takes just what it needs.
      if (next === CLOSE_LIST) return list.slice()
      if (next !== COMMA) return NOTHING
    }
  }

  /** Words in lists come again, as in transactions; a value that is a word by itself is more often like no other. */
  private item(): unknown {
    return this.bytes[this.at] === OPEN_LIST ? this.list() : this.scalar()
  }

  private number(): unknown {
    const { bytes } = this
    const isNegative = bytes[this.at] === MINUS
    if (isNegative) this.at++
    const start = this.at
    let number = 0
    let code = bytes[this.at]
    for (; code >= ZERO && code <= NINE; code = bytes[++this.at])
      number = number * 10 + (code - ZERO)
    const digits = this.at - start
    const isWhole = digits === 1 || (digits > 1 && digits <= EXACT_DIGITS && bytes[start] !== ZERO)
    // A decimal point or an exponent is what neither a list nor an object goes on with.
    return isWhole ? (isNegative ? -number : number) : NOTHING
  }

  private knownWord(): string | undefined {
    for (const word of this.words)
      if (this.isNext(word)) {
        this.at += word.bytes.length + 2
        return word.text
      }
    return undefined
  }

  private word(isToRemember: boolean): unknown {
    const { bytes } = this
    const start = this.at + 1
    let end = start
    for (let code = bytes[end]; code !== QUOTE; code = bytes[++end])
      if (code === BACKSLASH || !(code >= 32 && code < 127)) return NOTHING
    this.at = end + 1
    const word = bytes.slice(start, end)
    const text = String.fromCharCode(...word)
    if (isToRemember && this.words.length < REMEMBERED) this.words.push({ text, bytes: word })
    return text
  }
}

function startsWith(bytes: Uint8Array, word: Uint8Array, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false
  return true
}

function forget(operation: Operation): void {
  const any = operation as unknown as Record<keyof typeof names, unknown>
  any.process = undefined
  any.type = undefined
  any.f = undefined
  any.key = undefined
  any.value = undefined
  any.timeNs = undefined
  any.node = undefined
  any.error = undefined
  any.scheduledNs = undefined
}

/** By name, for a property that is named at run time costs as much as all the rest. */
function set(operation: Operation, field: number, found: unknown): void {
  const any = operation as unknown as Record<keyof typeof names, unknown>
  if (field === process) any.process = found
  else if (field === type) any.type = found
  else if (field === f) any.f = found
  else if (field === key) any.key = found
  else if (field === value) any.value = found
  else if (field === timeNs) any.timeNs = found
  else if (field === node) any.node = found
  else if (field === error) any.error = found
  else if (field === scheduledNs) any.scheduledNs = found
}
