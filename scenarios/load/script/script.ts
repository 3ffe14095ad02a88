import { expressionIn, notSet, type Expression, type Knows, type Variables } from './expression.ts'
import { errorAt, type Source } from './place.ts'
import { statementAt, type Statement } from './sql.ts'
import { NotComputed } from './values.ts'

export type Command =
  | { kind: 'set'; variable: string; compute: Expression }
  | { kind: 'sleep'; ms(variables: Variables): number }
  | { kind: 'sql'; statement: Statement }
  | { kind: 'startpipeline' | 'endpipeline' }

/** What pgbench sets by itself. */
export const ownVariables = ['scale', 'client_id', 'random_seed']

const insteadOf: Record<string, string> = {
  gset: 'is not done here, for it takes answers into variables',
  aset: 'is not done here, for it takes answers into variables',
  if: 'is not done here: give a script for each way, or compute with least and greatest',
  elif: 'is not done here: give a script for each way, or compute with least and greatest',
  else: 'is not done here: give a script for each way, or compute with least and greatest',
  endif: 'is not done here: give a script for each way, or compute with least and greatest',
  setshell: 'runs programs, which is not done here: use \\set',
  shell: 'runs programs, which is not done here: leave it out',
  syncpipeline: 'is not done here: end the pipeline and start another',
}

const meta = /\\(?<name>\w*)/y
/** A newline after a backslash goes on with the same command. */
const restOfLine = /(?:\\\r?\n|[^\n])*/y
const nothing = /(?:\s|;|--[^\n]*)+/y

/**
 * Reads a script in pgbench's language: SQL statements that end with semicolons, and a line each for `\set`, `\sleep`,
 * `\startpipeline` and `\endpipeline`. A `usage` error, with line and column, for anything else.
 */
export function readScript(source: Source): Command[] {
  const { text } = source
  const commands: Command[] = []
  const set = new Set(ownVariables)
  const knows: Knows = (variable) => set.has(variable)
  let at = 0
  for (;;) {
    at += lengthOf(nothing, text, at)
    if (at >= text.length) break
    if (text[at] === '\\') {
      const end = at + lengthOf(restOfLine, text, at)
      const command = metaCommand(source, at, end, knows)
      if (command.kind === 'set') set.add(command.variable)
      commands.push(command)
      at = end
    } else {
      const statement = statementAt(source, at, knows)
      commands.push({ kind: 'sql', statement })
      at = statement.end
    }
  }
  refuseUnpaired(source, commands)
  if (!commands.some(({ kind }) => kind === 'sql'))
    throw errorAt(source, 0, 'there is no SQL statement in this script.')
  return commands
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

function metaCommand(source: Source, at: number, end: number, knows: Knows): Command {
  meta.lastIndex = at
  const name = meta.exec(source.text)!.groups!.name.toLowerCase()
  const from = at + 1 + name.length
  if (name === 'set') return setCommand(source, from, end, knows)
  if (name === 'sleep') return sleepCommand(source, from, end, knows)
  if (name === 'startpipeline' || name === 'endpipeline') {
    if (source.text.slice(from, end).trim() !== '')
      throw errorAt(source, from, `\\${name} takes nothing more.`)
    return { kind: name }
  }
  const why = insteadOf[name]
  const what = why ?? 'is no command; there are \\set, \\sleep, \\startpipeline, \\endpipeline'
  const orPgbench = why === undefined ? '' : '; pgbench itself takes it, with --by pgbench'
  throw errorAt(source, at, `\\${name} ${what}${orPgbench}.`)
}

const variableName = /[^\S\n]+(?<name>[\p{L}_][\p{L}\d_]*)/uy

function setCommand(source: Source, from: number, end: number, knows: Knows): Command {
  variableName.lastIndex = from
  const found = variableName.exec(source.text)
  if (found === null)
    throw errorAt(source, from, '\\set takes the name of a variable and an expression.')
  const at = from + found[0].length
  const { name } = found.groups!
  const expression = expressionIn(withoutContinuations(source), at, end, knows)
  return { kind: 'set', variable: name, compute: told(source, at, expression) }
}

/** Tells the place where it could not be computed. */
function told(source: Source, at: number, expression: Expression): Expression {
  return (variables, random) => {
    try {
      return expression(variables, random)
    } catch (error) {
      throw error instanceof NotComputed ? errorAt(source, at, `${error.message}.`) : error
    }
  }
}

const units: Record<string, number> = { us: 0.001, ms: 1, s: 1000 }
const duration =
  /^\s+(?:(?<number>\d+)|:(?<variable>[\p{L}_][\p{L}\d_]*))(?:\s*(?<unit>us|ms|s))?\s*$/iu

function sleepCommand(source: Source, from: number, end: number, knows: Knows): Command {
  const found = duration.exec(source.text.slice(from, end))
  if (found === null)
    throw errorAt(source, from, '\\sleep takes a number or a variable, and us, ms or s.')
  const { number, variable, unit = 's' } = found.groups!
  const factor = units[unit.toLowerCase()]
  if (number !== undefined) return { kind: 'sleep', ms: () => Number(number) * factor }
  if (!knows(variable)) throw errorAt(source, from, notSet(variable))
  return { kind: 'sleep', ms: (variables) => Number(variables.get(variable)!) * factor }
}

/** The same text with all in its place, but for what says that a line goes on. */
function withoutContinuations({ name, text }: Source): Source {
  return { name, text: text.replace(/\\\r?\n/g, (found) => ' '.repeat(found.length - 1) + '\n') }
}

function refuseUnpaired(source: Source, commands: readonly Command[]): void {
  let open = false
  for (const { kind } of commands) {
    if (kind !== 'startpipeline' && kind !== 'endpipeline') continue
    if (open === (kind === 'startpipeline'))
      throw errorAt(source, source.text.indexOf(`\\${kind}`), `\\${kind} has no other end.`)
    open = !open
  }
  if (open)
    throw errorAt(source, source.text.lastIndexOf('\\startpipeline'), 'this pipeline never ends.')
}
