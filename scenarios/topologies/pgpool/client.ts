import type { Client } from '../../../runner/topology.ts'
import type { Outcome, Request, Session, Statements, Work } from '../../../runner/workload.ts'
import { POOL } from '../../services/pgpool/pgpool.ts'

const WHO: Request = { f: 'who', value: null, access: 'read' }

/** Sessions through Pgpool-II, which chooses for each of them a server that it sends reads to: these are told with its name. */
export function pooledClient(client: Client): Client {
  return {
    async connect(route, work, timeoutMs) {
      if (route.node !== POOL) return client.connect(route, work, timeoutMs)
      const session = await client.connect(route, alsoTellingWho(work), timeoutMs)
      const { type, value } = await session.apply(WHO)
      return type === 'ok' ? new PooledSession(session, value as string) : session
    },
  }
}

function alsoTellingWho(work: Work): Work {
  return {
    ...work,
    perform: (statements, request) =>
      request.f === WHO.f ? askWho(statements) : work.perform(statements, request),
  }
}

/** A server is called as its node. */
async function askWho(statements: Statements): Promise<unknown> {
  const text = "SELECT current_setting('cluster_name') AS name"
  return (await statements.run({ name: WHO.f, text, values: [] })).rows[0].name
}

class PooledSession implements Session {
  private readonly session: Session
  private readonly reader: string

  constructor(session: Session, reader: string) {
    this.session = session
    this.reader = reader
  }

  get usable(): boolean {
    return this.session.usable
  }

  async apply(request: Request): Promise<Outcome> {
    const outcome = await this.session.apply(request)
    return request.access === 'read' ? { ...outcome, node: this.reader } : outcome
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
