import type { Random } from '../../../runner/random.ts'
import { functions, onlyPgbench } from './functions.ts'
import { errorAt, type Source } from './place.ts'
import { binaryOperators, inRange, unaryOperators, type Value } from './values.ts'

/** A script's variables as it runs. */
export type Variables = Map<string, Value>

/** Computes an expression; throws `NotComputed`. */
export type Expression = (variables: Variables, random: Random) => Value

/** Whether a variable is set by then; what is not is refused. */
export type Knows = (variable: string) => boolean

const token =
  /\s+|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|:(?<variable>[\p{L}_][\p{L}\d_]*)|(?<word>[\p{L}_][\p{L}\d_]*)|(?<sign><<|>>|<=|>=|<>|!=|[-+*/%|&#~(),<>=])/uy

type Kind = 'number' | 'variable' | 'word' | 'sign' | 'end'

interface Token {
  kind: Kind
  text: string
  at: number
}

const TO_PGBENCH = 'pgbench itself takes it, with --by pgbench'

/**
 * Reads an expression of pgbench that stands at some place of a script: integers, doubles, variables, operators of
 * arithmetic and bits, functions. A `usage` error for what is none, or what only pgbench computes.
 */
export function expressionIn(source: Source, from: number, to: number, knows: Knows): Expression {
  return new Reader(source, tokensIn(source, from, to), knows).whole()
}

function tokensIn(source: Source, from: number, to: number): Token[] {
  const text = source.text.slice(0, to)
  const tokens: Token[] = []
  token.lastIndex = from
  for (let at = from; at < to; at = token.lastIndex) {
    const groups = token.exec(text)?.groups
    if (groups === undefined)
      throw errorAt(source, at, `${JSON.stringify(text[at])} means nothing in an expression.`)
    const kind = (['number', 'variable', 'word', 'sign'] as const).find((each) => groups[each])
    if (kind !== undefined) tokens.push({ kind, text: groups[kind], at })
  }
  return [...tokens, { kind: 'end', text: '', at: to }]
}

/** By precedence climbing (M. Richards, 1979): each operator takes what binds more tightly than itself. */
class Reader {
  private next = 0
  private readonly source: Source
  private readonly tokens: readonly Token[]
  private readonly knows: Knows

  constructor(source: Source, tokens: readonly Token[], knows: Knows) {
    this.source = source
    this.tokens = tokens
    this.knows = knows
  }

  whole(): Expression {
    const expression = this.binary(1)
    if (this.now.kind !== 'end') throw this.unexpected()
    return expression
  }

  private get now(): Token {
    return this.tokens[this.next]
  }

  private binary(least: number): Expression {
    let left = this.unary()
    for (;;) {
      const operator = binaryOperators[this.now.text]
      if (operator === undefined || operator.binds < least) return left
      this.next++
      const [a, b] = [left, this.binary(operator.binds + 1)]
      left = (variables, random) => operator.of(a(variables, random), b(variables, random))
    }
  }

  private unary(): Expression {
    const operator = unaryOperators[this.now.text]
    if (operator === undefined) return this.primary()
    this.next++
    const operand = this.binary(operator.binds)
    return (variables, random) => operator.of(operand(variables, random))
  }

  private primary(): Expression {
    const { kind, text, at } = this.now
    if (kind === 'number') return this.constant(text, at)
    if (kind === 'variable') return this.variable(text, at)
    if (kind === 'word') return this.call(text, at)
    this.expect('(')
    const inner = this.binary(1)
    this.expect(')')
    return inner
  }

  private constant(text: string, at: number): Expression {
    this.next++
    if (!/^\d+$/.test(text)) return () => Number(text)
    try {
      const value = inRange(BigInt(text))
      return () => value
    } catch {
      throw errorAt(this.source, at, `${text} is beyond 64 bits.`)
    }
  }

  private variable(name: string, at: number): Expression {
    this.next++
    if (!this.knows(name)) throw errorAt(this.source, at, notSet(name))
    return (variables) => variables.get(name)!
  }

  private call(written: string, at: number): Expression {
    const name = written.toLowerCase()
    if (!Object.hasOwn(functions, name)) throw errorAt(this.source, at, unknownWord(written))
    this.next++
    const args = this.args()
    const { takes, of } = functions[name]
    const [least, most] = takes
    if (args.length < least || args.length > most)
      throw errorAt(
        this.source,
        at,
        `${name} takes ${argumentsIn(least, most)}, not ${args.length}.`,
      )
    return (variables, random) =>
      of(
        args.map((arg) => arg(variables, random)),
        random,
      )
  }

  private args(): Expression[] {
    this.expect('(')
    const args: Expression[] = []
    if (this.now.text !== ')')
      do args.push(this.binary(1))
      while (this.takes(','))
    this.expect(')')
    return args
  }

  private takes(sign: string): boolean {
    const is = this.now.text === sign
    if (is) this.next++
    return is
  }

  private expect(sign: string): void {
    if (!this.takes(sign)) throw this.unexpected()
  }

  private unexpected(): Error {
    const { kind, text, at } = this.now
    if (kind === 'end') return errorAt(this.source, at, 'the expression ends too early.')
    if (/^([<>]=?|=|<>|!=)$/.test(text)) return errorAt(this.source, at, unknownWord(text))
    return errorAt(this.source, at, `${text} is not expected here.`)
  }
}

export function notSet(name: string): string {
  return `:${name} is not set: set it in a line above, with \\set ${name}.`
}

function unknownWord(word: string): string {
  const logic = /^(and|or|not|is|isnull|notnull|case|true|false|null|[<>=!]+)$/i.test(word)
  if (logic) return `${word} is logic, which is not computed here; ${TO_PGBENCH}.`
  if (onlyPgbench.includes(word.toLowerCase()))
    return `${word} is not computed here; ${TO_PGBENCH}.`
  return `there is no function ${word}; there are ${Object.keys(functions).join(', ')}.`
}

function argumentsIn(least: number, most: number): string {
  if (most === Infinity) return `${least} argument or more`
  return most === 1 ? '1 argument' : `${most || 'no'} arguments`
}
