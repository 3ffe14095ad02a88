import type pg from 'pg'
import {
  NotApplied,
  type Answer,
  type Call,
  type Request,
  type Statement,
  type Work,
} from '../../../runner/workload.ts'
import { callOf } from './calls.ts'
import { PostgresSession, type SessionOf } from './client.ts'
import { inItsCommit, outcomeOf } from './outcome.ts'

/** By the name of the statement that each stands for. */
export type Calls = ReadonlyMap<string, Call>

/** Each function commits where it is called: what a transaction has written so stays, whatever becomes of it. */
class CallingSession extends PostgresSession {
  private readonly calls: Calls
  /** Whether something of the transaction that is under way has been committed, or may have been. */
  private hasCommitted = false

  constructor(client: pg.Client, work: Work, calls: Calls) {
    super(client, work)
    this.calls = calls
  }

  protected override async perform(request: Request): Promise<unknown> {
    this.hasCommitted = false
    try {
      return await super.perform(request)
    } catch (error) {
      const isOfSeveral = this.work.isolation !== undefined
      if (!isOfSeveral || !this.hasCommitted || error instanceof NotApplied) throw error
      const { severity } = error as { severity?: string }
      throw Object.assign(inItsCommit(error), { severity })
    }
  }

  protected override async run(statement: Statement): Promise<Answer> {
    const call = this.calls.get(statement.name)
    if (call === undefined) return super.run(statement)
    const answering = super.run({ ...statement, text: callOf(call) }).catch(rethrowCalled)
    return call.gives === undefined ? this.written(answering) : answering
  }

  private async written(answering: Promise<Answer>): Promise<Answer> {
    try {
      const [{ count }] = (await answering).rows
      this.hasCommitted ||= count !== 0
      return { rows: [], count: count as number }
    } catch (error) {
      this.hasCommitted ||= outcomeOf(error) === 'info'
      throw error
    }
  }
}

/** PL/Proxy's words for a connection that it could not open, over which nothing was called; its code says only that it failed. */
const unconnected = /\bPQconnect(Start|Poll): /

function rethrowCalled(error: unknown): never {
  if (unconnected.test(String((error as { message?: unknown }).message)))
    Object.assign(error as Error, { code: '08001' })
  throw error
}

/** Sessions whose statements are calls, where there are such of their names. */
export const callingSession =
  (calls: Calls): SessionOf =>
  (client, work) =>
    new CallingSession(client, work, calls)
