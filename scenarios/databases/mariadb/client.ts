import type { Client } from '../../../runner/topology.ts'
import {
  NotApplied,
  type Outcome,
  type Request,
  type Session,
  type Statements,
  type Work,
} from '../../../runner/workload.ts'
import { isAnswered, MariaConnection, type Credentials } from './connect.ts'
import { errorText, isUnprepared, outcomeOf } from './outcome.ts'
import { placed } from './placed.ts'

/** Clients that speak MariaDB's protocol with these credentials. */
export function mariadbClient(credentials: Credentials): Client {
  return {
    async connect({ endpoints: [endpoint] }, work, timeoutMs) {
      const connection = await MariaConnection.open({ endpoint, credentials, timeoutMs })
      const { isolation } = work
      if (isolation !== undefined)
        await connection.query(
          `SET SESSION TRANSACTION ISOLATION LEVEL ${isolation.replace('-', ' ')}`,
        )
      return new MariaSession(connection, work)
    },
  }
}

/** One process's connection: each request is a transaction, or a statement that commits itself. */
class MariaSession implements Session {
  private readonly connection: MariaConnection
  private readonly work: Work
  private closed = false

  constructor(connection: MariaConnection, work: Work) {
    this.connection = connection
    this.work = work
  }

  get usable(): boolean {
    return !this.closed && this.connection.usable
  }

  async apply(request: Request): Promise<Outcome> {
    try {
      return { type: 'ok', value: await this.perform(request) }
    } catch (error) {
      // Nothing that a request began may be left open for the next one.
      if (!(await this.rollBack(error))) await this.close()
      return failureOf(error, request)
    }
  }

  private async perform(request: Request): Promise<unknown> {
    if (this.work.isolation === undefined) return this.work.perform(this.statements, request)
    await this.connection.query('START TRANSACTION')
    const value = await this.work.perform(this.statements, request)
    await this.connection.query('COMMIT')
    return value
  }

  private readonly statements: Statements = {
    run: ({ text, mariadb = text, values }) => this.connection.query(...placed(mariadb, values)),
  }

  /** A node that refuses everything is better asked anew, and not at once. */
  private async rollBack(error: unknown): Promise<boolean> {
    const goesOn = error instanceof NotApplied || (isAnswered(error) && !isUnprepared(error))
    if (!goesOn) return false
    if (this.work.isolation === undefined) return true
    return this.connection.query('ROLLBACK').then(
      () => true,
      () => false,
    )
  }

  async close(): Promise<void> {
    this.closed = true
    this.connection.hangUp()
  }
}

function failureOf(error: unknown, { value, access }: Request): Outcome {
  if (error instanceof NotApplied) return { type: 'fail', value }
  // A read has no effect that could be in doubt.
  const type = access === 'read' ? 'fail' : outcomeOf(error)
  return { type, value, error: errorText(error) }
}
