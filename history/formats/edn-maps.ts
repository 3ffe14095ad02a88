import { badLine, type Source } from './source.ts'

/** Where the text is. Between the maps, letters are gathered to words: tags, and what is behind `#_`. */
const PLAIN = 0
const STRING = 1
const ESCAPE = 2
const COMMENT = 3
const CHARACTER = 4

const NEWLINE = 10
const QUOTE = 34
const SEMICOLON = 59
const BACKSLASH = 92
const OPEN_MAP = 123

/** By character code: what is more than a letter. */
const BLANK = 1
const OPEN = 2
const CLOSE = 3
const OTHER = 4
const kinds = new Uint8Array(128)
for (const blank of ' ,\n\r\t\f') kinds[blank.charCodeAt(0)] = BLANK
for (const open of '[({') kinds[open.charCodeAt(0)] = OPEN
for (const close of '])}') kinds[close.charCodeAt(0)] = CLOSE
for (const other of '";\\') kinds[other.charCodeAt(0)] = OTHER

const closerOf: Record<number, number> = { 91: 93, 40: 41, 123: 125 }

/**
 * Finds the outermost maps in EDN text that comes in pieces, so that a history is parsed one operation at a time.
 * Around the maps there may be comments, tags, brackets and what `#_` discards; anything else is refused with its
 * line. Each letter is looked at once, however long a map is.
 */
export class EdnMaps {
  private readonly source: Source
  private readonly onMap: (text: string, line: number) => void
  private mode = PLAIN
  private line = 1
  /** What closes each bracket that is open, outermost first. */
  private readonly open: number[] = []
  /** How many brackets are open around the form that is being read; -1 between forms. */
  private around = -1
  /** The earlier pieces of that form, and where it began. */
  private pieces: string[] = []
  private startLine = 1
  /** How many of the next forms `#_` discards. */
  private discards = 0
  private tag = ''
  private word = ''

  constructor(source: Source, onMap: (text: string, line: number) => void) {
    this.source = source
    this.onMap = onMap
  }

  push(chunk: string): void {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      if (this.around >= 0) at = this.skip(chunk, at)
      if (at === chunk.length) break
      const code = chunk.charCodeAt(at)
      if (code === NEWLINE) this.line++
      if (this.mode !== PLAIN) this.unquote(code)
      else if (this.around >= 0) this.within(code)
      else if (this.between(code, chunk[at])) start = at
      if (this.around === this.open.length && this.mode === PLAIN)
        this.formEnds(chunk.slice(start, at + 1))
    }
    if (this.around >= 0) this.pieces.push(chunk.slice(start))
  }

  /** What the text ends inside of, and the line where that begins; `undefined` where it is whole. */
  end(): { isMap: boolean; line: number } | undefined {
    if (this.around >= 0) return { isMap: true, line: this.startLine }
    const isTag = this.word.startsWith('#')
    if (!isTag) this.wordEnds()
    const isCut = isTag || this.open.length > 0 || this.discards > 0 || this.tag !== ''
    return isCut ? { isMap: false, line: this.line } : undefined
  }

  /** The next place in a form that may be more than a letter or blank. */
  private skip(chunk: string, from: number): number {
    const { mode } = this
    if (mode !== PLAIN && mode !== STRING) return from
    let at = from
    for (; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at)
      if (code === NEWLINE || (kinds[code] ?? 0) > BLANK) break
    }
    return at
  }

  /** Whether a form begins here. */
  private between(code: number, letter: string): boolean {
    const kind = kinds[code] ?? 0
    if (kind === 0 || code === BACKSLASH) {
      this.word += letter
      if (code === BACKSLASH) throw this.stray(this.word)
      if (this.word === '#_') {
        this.discards++
        this.word = ''
      }
      return false
    }
    const isSet = this.word === '#' && code === OPEN_MAP
    if (isSet) this.word = ''
    else this.wordEnds()
    if (kind === BLANK) return false
    if (code === SEMICOLON) this.mode = COMMENT
    else if (kind === CLOSE) this.closes(code)
    else if (code === QUOTE || code === OPEN_MAP || this.discards > 0) {
      if (this.discards === 0 && (isSet || code === QUOTE)) throw this.stray(letter)
      this.around = this.open.length
      this.startLine = this.line
      if (code === QUOTE) this.mode = STRING
      else this.open.push(closerOf[code])
      return true
    } else {
      this.open.push(closerOf[code])
      this.tag = ''
    }
    return false
  }

  private within(code: number): void {
    const kind = kinds[code]
    if (kind === OPEN) this.open.push(closerOf[code])
    else if (kind === CLOSE) this.closes(code)
    else if (code === QUOTE) this.mode = STRING
    else if (code === SEMICOLON) this.mode = COMMENT
    else if (code === BACKSLASH) this.mode = CHARACTER
  }

  private unquote(code: number): void {
    const { mode } = this
    if (mode === ESCAPE) this.mode = STRING
    else if (mode === STRING && code === BACKSLASH) this.mode = ESCAPE
    else if (mode === CHARACTER || code === (mode === STRING ? QUOTE : NEWLINE)) this.mode = PLAIN
  }

  private closes(code: number): void {
    const isWaiting = this.around < 0 && (this.tag !== '' || this.discards > 0)
    if (this.open.pop() !== code || isWaiting) throw this.stray(String.fromCharCode(code))
  }

  private formEnds(last: string): void {
    const text = this.pieces.length === 0 ? last : [...this.pieces, last].join('')
    this.around = -1
    this.pieces = []
    this.tag = ''
    if (this.discards > 0) this.discards--
    else this.onMap(text, this.startLine)
  }

  private wordEnds(): void {
    const { word } = this
    if (word === '') return
    this.word = ''
    if (/^#[A-Za-z]/.test(word)) this.tag = word
    else if (this.discards > 0 && !word.startsWith('#')) {
      this.discards--
      this.tag = ''
    } else throw this.stray(word)
  }

  private stray(what: string): Error {
    return badLine(this.source, this.line, `here is ${what.slice(0, 30)}, not an operation map`)
  }
}
