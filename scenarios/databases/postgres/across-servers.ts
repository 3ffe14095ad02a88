import type { Client, Route } from '../../../runner/topology.ts'
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
import { postgresClient } from './client.ts'
import { inOnePhase, inTwoPhases, isAnswered, type End, type Part } from './commit-across.ts'
import { connect, hangUp, type Credentials } from './connect.ts'
import type { Decisions } from './decisions.ts'
import { errorText } from './outcome.ts'

/** Two transactions may wait for each other on two servers, of which neither sees more than its own half. */
const LOCK_TIMEOUT_MS = 300

export interface AcrossOptions {
  /** Whether this node of a route has a row. */
  has(node: string, row: number): boolean
  twoPhase: boolean
  decisions: Decisions
}

/** Clients whose routes may lead to several servers at once, named `n1+n2`. */
export function clientAcross(credentials: Credentials, options: AcrossOptions): Client {
  const single = postgresClient(credentials)
  return {
    connect: (route, work, timeoutMs) =>
      route.endpoints.length === 1
        ? single.connect(route, work, timeoutMs)
        : open(route, credentials, timeoutMs).then((parts) => new Across(parts, work, options)),
  }
}

async function open(
  { node, endpoints }: Route,
  credentials: Credentials,
  timeoutMs: number,
): Promise<Part[]> {
  const nodes = node.split('+')
  const opening = await Promise.allSettled(
    endpoints.map((endpoint) => connect({ endpoint, credentials, timeoutMs })),
  )
  const clients = opening.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const failed = opening.find(({ status }) => status === 'rejected')
  if (failed === undefined) return clients.map((client, i) => ({ node: nodes[i], client }))
  for (const client of clients) hangUp(client)
  throw (failed as PromiseRejectedResult).reason
}

/** Transactions with a part on every server of a route: a statement goes to who has its row, or to all of them. */
class Across implements Session {
  usable = true
  private readonly parts: readonly Part[]
  private readonly work: Work
  private readonly options: AcrossOptions

  constructor(parts: readonly Part[], work: Work, options: AcrossOptions) {
    this.parts = parts
    this.work = work
    this.options = options
    for (const { client } of parts) client.on('end', () => (this.usable = false))
  }

  async apply(request: Request): Promise<Outcome> {
    try {
      await this.everywhere(this.begin())
      const value = await this.work.perform(this.statements, request)
      const end = await this.commit(request)
      if (end.broken) await this.close()
      const { type, error } = end
      return { type, value: type === 'ok' ? value : request.value, ...(error && { error }) }
    } catch (error) {
      await this.rollBack(error)
      // Nobody was told to commit.
      const told = error instanceof NotApplied ? {} : { error: errorText(error) }
      return { type: 'fail', value: request.value, ...told }
    }
  }

  private begin(): string {
    const { isolation } = this.work
    const level = isolation === undefined ? '' : ` ISOLATION LEVEL ${isolation.replace('-', ' ')}`
    return `BEGIN${level}; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`
  }

  private readonly statements: Statements = {
    run: async (statement) => {
      const [row] = statement.values
      if (typeof row !== 'number') return this.combined(statement)
      return run(
        this.parts.find(({ node }) => this.options.has(node, row))!,
        statement,
      )
    },
  }

  /** Of each part its own rows, by the first column, which is their key. */
  private async combined(statement: Statement): Promise<Answer> {
    const answers = this.parts.map(async (part) => {
      const { rows } = await run(part, statement)
      return rows.filter((row) => this.options.has(part.node, keyOf(row)))
    })
    const rows = (await Promise.all(answers)).flat().toSorted((a, b) => keyOf(a) - keyOf(b))
    return { rows, count: rows.length }
  }

  private async commit({ access }: Request): Promise<End> {
    const { twoPhase, decisions } = this.options
    if (access === 'read') {
      await this.everywhere('COMMIT')
      return { type: 'ok' }
    }
    return twoPhase ? inTwoPhases(this.parts, decisions) : inOnePhase(this.parts)
  }

  private everywhere(text: string): Promise<unknown> {
    return Promise.all(this.parts.map(({ client }) => client.query(text)))
  }

  /** A server that did not answer may still hold what was begun, and so nobody waits for it: all sessions end. */
  private async rollBack(error: unknown): Promise<void> {
    const answered = error instanceof NotApplied || isAnswered(error)
    if (answered) await this.everywhere('ROLLBACK').catch(() => this.close())
    else await this.close()
  }

  async close(): Promise<void> {
    this.usable = false
    for (const { client } of this.parts) hangUp(client)
  }
}

async function run({ client }: Part, { name, text, values }: Statement): Promise<Answer> {
  const { rows, rowCount } = await client.query({ name, text, values: [...values] })
  return { rows, count: rowCount ?? 0 }
}

function keyOf(row: Record<string, unknown>): number {
  return Object.values(row)[0] as number
}
