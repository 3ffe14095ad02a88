import { connect as connectTo, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import pg from 'pg'
import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import {
  NotApplied,
  type Answer,
  type Outcome,
  type Request,
  type Session,
  type Statements,
  type Work,
} from '../../../runner/workload.ts'
import { errorText, outcomeOf } from '../../databases/postgres/outcome.ts'
import type { Asked } from './program/client-session.ts'
import type { Result } from './program/connection.ts'

export interface ToCoordinator {
  endpoint: Endpoint
  secret: string
  /** The server that executes its statements first. */
  home: string
}

/** What it says of a transaction that it rolled back, or of one that nobody knows about: then without a code. */
class Told extends Error {
  readonly code: string | undefined
  constructor({ message, code }: { message: string; code?: string }) {
    super(message)
    this.code = code
  }
}

/** A client of the coordinator: each request is a transaction on all servers. */
export class CoordinatedSession implements Session {
  usable = true
  private readonly socket: Socket
  private readonly work: Work
  private readonly timeoutMs: number
  private awaited: PromiseWithResolvers<string> | undefined

  private constructor(socket: Socket, work: Work, timeoutMs: number) {
    this.socket = socket
    this.work = work
    this.timeoutMs = timeoutMs
    socket.on('error', () => {})
    socket.once('close', () => this.end('the coordinator hung up'))
    createInterface({ input: socket }).on('line', (line) => this.awaited?.resolve(line))
  }

  static async open(
    { endpoint, secret, home }: ToCoordinator,
    work: Work,
    timeoutMs: number,
  ): Promise<CoordinatedSession> {
    const session = new CoordinatedSession(
      connectTo({ ...endpoint, noDelay: true }),
      work,
      timeoutMs,
    )
    const isolation = (work.isolation ?? 'read-committed').replace('-', ' ')
    try {
      const { ready } = (await session.say({ secret, home, isolation })) as { ready: boolean }
      if (!ready) throw new Told({ code: '57P03', message: 'the coordinator is recovering' })
      return session
    } catch (error) {
      await session.close()
      throw error
    }
  }

  async apply(request: Request): Promise<Outcome> {
    try {
      const value = await this.work.perform(this.statementsOf(request), request)
      await this.ask({ do: 'commit' })
      return { type: 'ok', value }
    } catch (error) {
      if (error instanceof NotApplied) await this.rollBack()
      return failureOf(error, request)
    }
  }

  private statementsOf({ access }: Request): Statements {
    const verb = access === 'read' ? 'read' : 'run'
    return {
      run: async ({ text, values }) =>
        answerOf((await this.ask({ do: verb, text, values: [...values] })) as Result),
    }
  }

  private async rollBack(): Promise<void> {
    await this.ask({ do: 'rollback' }).catch(() => {})
  }

  private async ask(asked: Asked): Promise<object> {
    const answer = (await this.say(asked)) as { error?: { message: string; code?: string } }
    if (answer.error !== undefined) throw new Told(answer.error)
    return answer
  }

  /** Who gets no answer in time hangs up, and never learns it. */
  private async say(what: object): Promise<unknown> {
    this.awaited = Promise.withResolvers()
    const timer = setTimeout(() => this.end('the coordinator did not answer'), this.timeoutMs)
    try {
      this.socket.write(`${JSON.stringify(what)}\n`)
      return JSON.parse(await this.awaited.promise)
    } finally {
      clearTimeout(timer)
    }
  }

  private end(why: string): void {
    this.usable = false
    this.socket.destroy()
    this.awaited?.reject(new Error(why))
  }

  async close(): Promise<void> {
    this.end('the session was closed')
  }
}

/** As the other client of PostgreSQL reads them. */
function answerOf({ columns, rows, tag }: Result): Answer {
  const parsers = columns.map(([, type]) => pg.types.getTypeParser(type, 'text'))
  const read = (values: (string | null)[]) =>
    Object.fromEntries(
      values.map((value, i) => [columns[i][0], value === null ? null : parsers[i](value)]),
    )
  return { rows: rows.map(read), count: Number(/\d+$/.exec(tag)?.[0] ?? 0) }
}

function failureOf(error: unknown, { value, access }: Request): Outcome {
  if (error instanceof NotApplied) return { type: 'fail', value }
  const type = access === 'read' ? 'fail' : outcomeOf(error)
  return { type, value, error: errorText(error) }
}
