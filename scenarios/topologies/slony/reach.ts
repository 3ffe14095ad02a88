import type { NodeState } from '../../../runner/results.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { appliedBelow, appliedSync, nextTransaction } from '../../services/slony/catalogue.ts'
import { Progress, type Moment } from '../../services/slony/progress.ts'
import { numberOf } from './options.ts'

/** The role of a server that gets what is in the set. */
export const SUBSCRIBER = 'subscriber'

/** How far each server is, by what the origin was seen to have. */
export class Reach {
  private readonly servers: ReadonlyMap<string, PostgresServer>
  private readonly progress = new Progress()

  constructor(servers: ReadonlyMap<string, PostgresServer>) {
    this.servers = servers
  }

  /** Sees how far the origin is. */
  async look(origin: string): Promise<Moment> {
    const atMs = performance.now()
    const server = this.servers.get(origin)!
    const number = numberOf(origin)
    const { lsnBytes } = await server.glance()
    const next = await nextTransaction(server)
    const moment = { origin: number, atMs, lsnBytes, nextTransaction: next }
    this.progress.note(moment)
    return moment
  }

  /** What the origin had, at least, of what a subscriber has by now. */
  async by(subscriber: string, origin: string): Promise<Moment | undefined> {
    const number = numberOf(origin)
    const below = await appliedBelow(this.servers.get(subscriber)!, number)
    return this.progress.reached(number, below)
  }

  /** Those of these subscribers that answer, whoever has applied the most first. */
  async furthest(subscribers: readonly string[], origin: string): Promise<string[]> {
    const found = await Promise.all(
      subscribers.map(async (name) => {
        const applied = appliedSync(this.servers.get(name)!, numberOf(origin))
        return { name, applied: await applied.catch(() => undefined) }
      }),
    )
    return found
      .filter(({ applied }) => applied !== undefined)
      .toSorted((a, b) => b.applied! - a.applied!)
      .map(({ name }) => name)
  }

  /** What each server is at this moment; those that are `left` were given up. */
  async states(origin: string, left: ReadonlySet<string>): Promise<Omit<NodeState, 'timeNs'>[]> {
    const ahead = await this.look(origin).catch(() => undefined)
    return Promise.all(
      [...this.servers].map(async ([node, server]) => {
        const seen = await server.glance().catch(() => undefined)
        if (seen === undefined) return { node, role: 'down' }
        if (node === origin) return { node, role: 'primary', lsnBytes: seen.lsnBytes }
        if (left.has(node)) return { node, role: 'left behind' }
        const lsnBytes = (await this.by(node, origin).catch(() => undefined))?.lsnBytes
        const lagBytes = ahead && lsnBytes && Math.max(0, ahead.lsnBytes - lsnBytes)
        return { node, role: SUBSCRIBER, lsnBytes, lagBytes }
      }),
    )
  }
}
