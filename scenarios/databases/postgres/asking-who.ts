import type { Client } from '../../../runner/topology.ts'
import type { Outcome, Request, Session, Statements, Work } from '../../../runner/workload.ts'

/** What a server, which is called as its node, is asked for its name by. */
export const whoAnswers = "SELECT current_setting('cluster_name') AS name"

/** In which words to ask who takes a session's reads, and who its writes, where these are one server's. */
export type Asking = Partial<Record<Request['access'], string>>

/**
 * Sessions through a node that chooses a server for each of them: who that is they are asked as they begin, and tell it
 * with each outcome.
 */
export function askingWho(client: Client, through: string, asking: Asking): Client {
  const texts = [...new Set(Object.values(asking))]
  return {
    async connect(route, work, timeoutMs) {
      if (route.node !== through) return client.connect(route, work, timeoutMs)
      const session = await client.connect(route, alsoAnswering(work, texts), timeoutMs)
      const names = new Map<string | undefined, string>()
      for (const [key, text] of texts.entries()) {
        const { type, value } = await session.apply({ f: WHO, key, value: null, access: 'read' })
        if (type === 'ok') names.set(text, value as string)
      }
      return new ToldSession(session, ({ access }) => names.get(asking[access]))
    },
  }
}

const WHO = 'who'

function alsoAnswering(work: Work, texts: readonly string[]): Work {
  const ask = async (statements: Statements, place: number) => {
    const statement = { name: `${WHO}-${place}`, text: texts[place], values: [] }
    return (await statements.run(statement)).rows[0].name
  }
  return {
    ...work,
    perform: (statements, request) =>
      request.f === WHO
        ? ask(statements, request.key as number)
        : work.perform(statements, request),
  }
}

/** Who answers is told of what failed too, for it was asked. */
export class ToldSession implements Session {
  private readonly session: Session
  private readonly nodeOf: (request: Request) => string | undefined

  constructor(session: Session, nodeOf: (request: Request) => string | undefined) {
    this.session = session
    this.nodeOf = nodeOf
  }

  get usable(): boolean {
    return this.session.usable
  }

  async apply(request: Request): Promise<Outcome> {
    const outcome = await this.session.apply(request)
    const node = this.nodeOf(request)
    return node === undefined ? outcome : { ...outcome, node }
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
