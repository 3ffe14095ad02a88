import type { Client } from '../../../runner/topology.ts'
import type { Outcome, Request, Session } from '../../../runner/workload.ts'

/** Clients that keep no connection: each operation looks for its server anew. */
export function connectingAnew(client: Client): Client {
  return {
    connect: async (...words) => new OneOff(await client.connect(...words)),
  }
}

class OneOff implements Session {
  private readonly session: Session
  private isUsed = false

  constructor(session: Session) {
    this.session = session
  }

  get usable(): boolean {
    return !this.isUsed && this.session.usable
  }

  apply(request: Request): Promise<Outcome> {
    this.isUsed = true
    return this.session.apply(request)
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
