import type { Client, Route } from '../../../runner/topology.ts'
import type { Outcome, Request, Session, Work } from '../../../runner/workload.ts'
import type { Address } from './address.ts'
import { dialects } from './dialects.ts'

export interface OwnClientOptions {
  schema: string
  addressOf(node: string): Address
  /** Whether whoever answers there is one of the others, and who that is. */
  isProxy(node: string): boolean
  nameOf(id: string): Promise<string | undefined>
}

const WHO: Request = { f: 'who', value: null, access: 'read' }

/** Clients of somebody's servers, each by the user of its DSN; behind a proxy the history has who really answered. */
export class OwnClient implements Client {
  private readonly options: OwnClientOptions

  constructor(options: OwnClientOptions) {
    this.options = options
  }

  async connect(route: Route, work: Work, timeoutMs: number): Promise<Session> {
    const { schema, addressOf, isProxy, nameOf } = this.options
    const address = addressOf(route.node)
    const { client, who } = dialects[address.protocol]
    const asked: Work = {
      ...work,
      perform: async (statements, request) =>
        request === WHO
          ? (await statements.run(who)).rows[0].id
          : work.perform(statements, request),
    }
    const session = await client(address, schema).connect(route, asked, timeoutMs)
    if (!isProxy(route.node)) return session
    const { value, type } = await session.apply(WHO)
    const node = type === 'ok' ? await nameOf(String(value)) : undefined
    return node === undefined ? session : new NamedSession(session, node)
  }
}

/** One of which it is known whose it is. */
class NamedSession implements Session {
  private readonly session: Session
  private readonly node: string

  constructor(session: Session, node: string) {
    this.session = session
    this.node = node
  }

  get usable(): boolean {
    return this.session.usable
  }

  async apply(request: Request): Promise<Outcome> {
    return { ...(await this.session.apply(request)), node: this.node }
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
