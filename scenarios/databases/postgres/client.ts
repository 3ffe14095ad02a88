import type pg from 'pg'
import type { Client } from '../../../runner/topology.ts'
import {
  NotApplied,
  type Answer,
  type Outcome,
  type Request,
  type Session,
  type Statement,
  type Statements,
  type Work,
} from '../../../runner/workload.ts'
import { connect, hangUp, type Credentials } from './connect.ts'
import { errorText, outcomeOf } from './outcome.ts'

/** What a connection is to whoever works on it. */
export type SessionOf = (client: pg.Client, work: Work) => Session

export const sessionOf: SessionOf = (client, work) => new PostgresSession(client, work)

/** Clients of PostgreSQL servers: one connection a session, whose errors become outcomes by the table in outcome.ts. */
export function postgresClient(credentials: Credentials, session = sessionOf): Client {
  return {
    async connect({ endpoints: [endpoint] }, work, timeoutMs) {
      return session(await connect({ endpoint, credentials, timeoutMs }), work)
    },
  }
}

export class PostgresSession implements Session {
  usable = true
  protected readonly client: pg.Client
  protected readonly work: Work
  private warning: string | undefined

  constructor(client: pg.Client, work: Work) {
    this.client = client
    this.work = work
    client.on('notice', ({ severity, message }) => {
      if (severity === 'WARNING') this.warning = message
    })
    client.on('end', () => (this.usable = false))
  }

  async apply(request: Request): Promise<Outcome> {
    this.warning = undefined
    try {
      const value = await this.perform(request)
      // A commit whose wait for a standby was cancelled is answered with success and a warning: told is told.
      const told = this.warning === undefined ? {} : { error: this.warning }
      return { type: 'ok', value, ...told }
    } catch (error) {
      // Nothing that a request began may be left open for the next one.
      if (!(await this.rollBack(error))) this.usable = false
      return failureOf(error, request)
    }
  }

  protected async perform(request: Request): Promise<unknown> {
    const { isolation } = this.work
    if (isolation === undefined) return this.work.perform(this.statements, request)
    await this.client.query(`BEGIN ISOLATION LEVEL ${isolation.replace('-', ' ')}`)
    const value = await this.work.perform(this.statements, request)
    await this.commit()
    return value
  }

  protected async commit(): Promise<void> {
    await this.client.query('COMMIT')
  }

  protected async run({ name, text, values }: Statement): Promise<Answer> {
    const { rows, rowCount } = await this.client.query({ name, text, values: [...values] })
    return { rows, count: rowCount ?? 0 }
  }

  private readonly statements: Statements = { run: (statement) => this.run(statement) }

  /** Only the server's own ERROR, or an answer without one, leaves a session that can go on. */
  private async rollBack(error: unknown): Promise<boolean> {
    const isAnswered =
      error instanceof NotApplied || (error as { severity?: string }).severity === 'ERROR'
    if (!isAnswered) return false
    if (this.work.isolation === undefined) return true
    return this.client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
  }

  async close(): Promise<void> {
    this.usable = false
    hangUp(this.client)
  }
}

function failureOf(error: unknown, { value, access }: Request): Outcome {
  if (error instanceof NotApplied) return { type: 'fail', value }
  // A read has no effect that could be in doubt.
  const type = access === 'read' ? 'fail' : outcomeOf(error)
  return { type, value, error: errorText(error) }
}
