import { SplitbrainError } from '../../history/errors.ts'
import type { Random } from '../../runner/random.ts'
import type { Connection, Ended, Prepared } from './connection.ts'
import type { MixScript } from './mixes.ts'
import type { Variables } from './script/expression.ts'
import { errorAt } from './script/place.ts'
import { readScript } from './script/script.ts'
import type { Statement } from './script/sql.ts'
import { stepsOf, type Step } from './script/steps.ts'
import { textOf, type Value } from './script/values.ts'

/** A script that is ready to be played, again and again. */
export interface Play {
  script: MixScript
  steps: readonly Step[]
}

/** Reads a script, or throws what is wrong with it. */
export function playOf(script: MixScript, pipelined: boolean): Play {
  return { script, steps: stepsOf(readScript(script), { pipelined }) }
}

/** The statements of a script, each once, by the names that all connections prepare them by. */
export function statementsOf({ steps }: Play): Statement[] {
  return steps.flatMap((step) =>
    step.kind === 'send'
      ? step.items.flatMap((item) => (item.kind === 'sql' ? [item.statement] : []))
      : [],
  )
}

const names = new WeakMap<Statement, Prepared>()
let named = 0

export function preparedOf(statement: Statement): Prepared {
  const known = names.get(statement) ?? { name: `s${++named}`, text: statement.text }
  names.set(statement, known)
  return known
}

/** Refuses what the server can't prepare, with the place of it in the script. */
export async function prepareAll(play: Play, connection: Connection): Promise<void> {
  for (const statement of statementsOf(play))
    await connection.prepare(preparedOf(statement)).catch((error: Error & ServersWord) => {
      if (error.code === undefined) throw error
      const { code, message, position } = error
      const at = statement.offsetOf(position === undefined ? 0 : Number(position) - 1)
      throw errorAt(play.script, at, `the server says ${code} ${message}.`)
    })
}

/** What a server tells of an error; a place in the statement from 1. */
interface ServersWord {
  code?: string
  position?: string
}

const rollBack: Prepared = { name: 'rollback', text: 'ROLLBACK' }

/** Told once a transaction is over: without an error, it is done. */
export type Over = (error?: Error) => void

/** One client that plays scripts over its connection, one transaction at a time. */
export class Player {
  private readonly variables: Variables
  private readonly random: Random

  constructor(variables: Record<string, Value>, random: Random) {
    this.variables = new Map(Object.entries(variables))
    this.random = random
  }

  play(play: Play, connection: Connection, over: Over): void {
    this.step(play, 0, connection, over)
  }

  private step(play: Play, index: number, connection: Connection, over: Over): void {
    try {
      const step = play.steps[index]
      const next = () => this.step(play, index + 1, connection, over)
      if (step === undefined) over()
      else if (step.kind === 'sleep') setTimeout(next, step.ms(this.variables))
      else if (!this.fill(step, connection)) next()
      else
        connection.sync((ended) => {
          const isLast = index === play.steps.length - 1
          if (ended.error === undefined && !(isLast && ended.open)) next()
          else this.breakOff(play, ended, connection, over)
        })
    } catch (error) {
      over(error as Error)
    }
  }

  /** Whether there is anything to be sent. */
  private fill(step: Extract<Step, { kind: 'send' }>, connection: Connection): boolean {
    let sends = false
    for (const item of step.items) {
      if (item.kind === 'set') {
        this.variables.set(item.variable, item.compute(this.variables, this.random))
        continue
      }
      sends = true
      const { parameters } = item.statement
      const values = parameters.map((name) => textOf(this.variables.get(name)!))
      connection.execute(preparedOf(item.statement), values)
    }
    return sends
  }

  /** Ends what a script left open. */
  private breakOff(play: Play, { error, open }: Ended, connection: Connection, over: Over): void {
    const told = error ?? leftOpen(play)
    if (!open) return over(told)
    connection.execute(rollBack, [])
    connection.sync(() => over(told))
  }
}

function leftOpen({ script }: Play): Error {
  return new SplitbrainError(
    'usage',
    `${script.name} leaves its transaction open: end it with END or ROLLBACK.`,
  )
}
