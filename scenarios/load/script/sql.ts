import { notSet, type Knows } from './expression.ts'
import { errorAt, type Source } from './place.ts'

/** A statement of a script as a server prepares it, with a place for each variable. */
export interface Statement {
  text: string
  /** The variables whose values go to `$1`, `$2`, … */
  parameters: string[]
  /** Where a place in `text`, from 0, stands in the script. */
  offsetOf(position: number): number
  /** Where it ends in the script, a semicolon included. */
  end: number
}

/** What is passed over whole, as PostgreSQL's own lexer does: a pattern for each way to begin. */
const wholes: { what: string; begin: RegExp; whole: RegExp }[] = [
  { what: 'comment', begin: /--/y, whole: /--[^\n]*/y },
  { what: 'string', begin: /[eE]'/y, whole: /[eE]'(?:[^'\\]|\\[^]|'')*'/y },
  { what: 'string', begin: /'/y, whole: /'(?:[^']|'')*'/y },
  { what: 'name', begin: /"/y, whole: /"(?:[^"]|"")*"/y },
  {
    what: 'string',
    begin: /\$(?:[\p{L}_][\p{L}\d_]*)?\$/uy,
    whole: /(\$(?:[\p{L}_][\p{L}\d_]*)?\$)[^]*?\1/uy,
  },
]

const word = /[\p{L}_][\p{L}\d_$]*/uy
const variable = /:(?<name>[\p{L}_][\p{L}\d_]*)/uy
const quoted = /(?<!:):([\p{L}_][\p{L}\d_]*)/gu
const casts = /:{2,}/y

/**
 * Reads the statement that begins at a place: to its semicolon, or up to a backslash or the end of the script. Variables
 * within strings, names and comments are none. A `usage` error for what has no end, and for a variable that is not set.
 */
export function statementAt(source: Source, from: number, knows: Knows): Statement {
  const parameters: string[] = []
  /** Where each piece of the text begins, there and in the script. */
  const pieces: { text: number; script: number }[] = [{ text: 0, script: from }]
  let text = ''
  let taken = from
  let at = from
  const open: number[] = []
  const matches = (pattern: RegExp) => {
    pattern.lastIndex = at
    return pattern.exec(source.text)
  }
  while (at < source.text.length) {
    const skipped = wholeAt(source, at) ?? matches(word)?.[0].length ?? matches(casts)?.[0].length
    const name = skipped === undefined ? matches(variable)?.groups?.name : undefined
    const sign = source.text[at]
    if (skipped !== undefined) {
      if (sign !== '-' && sign !== '/') refuseWithin(source, at, at + skipped, knows)
      at += skipped
    } else if (name !== undefined) {
      if (!knows(name))
        throw errorAt(source, at, `${notSet(name)} Or write ": ${name}" if it is none.`)
      parameters.push(name)
      text += `${source.text.slice(taken, at)}$${parameters.length}`
      at = taken = at + 1 + name.length
      pieces.push({ text: text.length, script: at })
    } else if (sign === '\\' || (sign === ';' && open.length === 0)) break
    else {
      if (sign === '(') open.push(at)
      if (sign === ')') open.pop()
      at++
    }
  }
  if (open.length > 0) throw errorAt(source, open.at(-1)!, 'this parenthesis is never closed.')
  text += source.text.slice(taken, at)
  const end = source.text[at] === ';' ? at + 1 : at
  const offsetOf = (position: number) => {
    const piece = pieces.findLast((each) => each.text <= position)!
    return piece.script + position - piece.text
  }
  return { text, parameters, offsetOf, end }
}

/** Within a string or a name a prepared statement has no places; whoever writes a variable there meant one. */
function refuseWithin(source: Source, from: number, to: number, knows: Knows): void {
  for (const { 0: found, 1: name, index } of source.text.slice(from, to).matchAll(quoted))
    if (knows(name))
      throw errorAt(
        source,
        from + index,
        `${found} stands within quotes, where it is no variable: write it outside, as ${found}::text.`,
      )
}

/** The length of a string, a quoted name or a comment that begins there. */
function wholeAt(source: Source, at: number): number | undefined {
  if (source.text.startsWith('/*', at)) return commentAt(source, at)
  for (const { what, begin, whole } of wholes) {
    begin.lastIndex = whole.lastIndex = at
    if (!begin.test(source.text)) continue
    const found = whole.exec(source.text)
    if (found === null) throw errorAt(source, at, `this ${what} has no end.`)
    return found[0].length
  }
  return undefined
}

/** These may stand within each other. */
function commentAt(source: Source, from: number): number {
  const ends = /\/\*|\*\//g
  ends.lastIndex = from
  let depth = 0
  for (let found = ends.exec(source.text); found !== null; found = ends.exec(source.text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return ends.lastIndex - from
  }
  throw errorAt(source, from, 'this comment has no end.')
}
