import type { Node } from '../../../runner/runtimes/runtime.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Site } from '../../../runner/site.ts'
import type { Healed, Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { inRounds } from '../../databases/postgres/rounds.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { ServerGroup } from '../../databases/postgres/server-group.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { byPglogical } from './by-pglogical.ts'
import { native } from './native.ts'
import { ruleOf, serversOf, type BidirectionalOptions } from './options.ts'
import { copied, forget, letCopy } from './replace.ts'
import type { Replication } from './replication.ts'

const SET_UP_LIMIT_MS = 15_000

/** Servers that all take writes; each applies what the others wrote, and what that meets there is the replication's to settle. */
export class Bidirectional extends ServerGroup {
  private readonly options: BidirectionalOptions
  private readonly replication: Replication
  private tables: readonly Table[] = []
  /** Servers that are being made anew, at which nobody can do anything. */
  private readonly absent = new Set<string>()

  private constructor(site: Site, options: BidirectionalOptions) {
    const rule = ruleOf(options)
    const replication = rule === 'none' ? native : byPglogical(rule)
    super(site, serversOf(options), () => ({ settings: replication.settings }))
    this.options = options
    this.replication = replication
  }

  static async start(site: Site, options: BidirectionalOptions): Promise<Bidirectional> {
    const cluster = new Bidirectional(site, options)
    await cluster.each(async (server) => {
      await server.initialize()
      await server.start()
    })
    return cluster
  }

  private get all(): PostgresServer[] {
    return [...this.servers.values()]
  }

  private async each(act: (server: PostgresServer) => Promise<void>): Promise<void> {
    await Promise.all(this.all.map(act))
  }

  /** Everywhere; and what stands in them is written at one server, once the others get it from there. */
  async prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    await this.each((server) => this.publishTables(server))
    // A new slot waits for its server's open transactions, of which another subscribing is one.
    for (const round of inRounds(this.all))
      await Promise.all(round.map(([server, other]) => this.follow(server, other)))
    const [{ node: first }] = this.all
    await fillTables(this.clientAt(first.name), tables)
    await this.settle(SET_UP_LIMIT_MS)
  }

  private async publishTables(server: PostgresServer): Promise<void> {
    await makeTables(this.clientAt(server.node.name), this.tables)
    await this.replication.publish(
      server,
      this.tables.map(({ name }) => name),
    )
  }

  private follow(
    server: PostgresServer,
    other: PostgresServer,
    how?: { copy: boolean },
  ): Promise<void> {
    const [{ name }, { name: publisher }] = [server.node, other.node]
    const upstream = this.links.between(name, publisher).endpoint
    return this.replication.follow(server, publisher, upstream, how)
  }

  /** Each process is at a server of its own. */
  route(_request: Request, process: number): Route | undefined {
    const { name } = this.nodes[process % this.nodes.length]
    return this.absent.has(name) ? undefined : this.routeTo(name)
  }

  at(role: string): Node[] {
    return role === 'server' ? [...this.nodes] : []
  }

  observe() {
    return Promise.all(this.all.map((server) => stateOf(server, 'server')))
  }

  async heal(limitMs: number): Promise<Healed> {
    const replaced = this.options.afterDeath === 'replace' ? await this.replaceDead(limitMs) : []
    await this.each((server) => this.revive(server))
    await this.settle(limitMs)
    return replaced.length > 0 ? { replaced } : {}
  }

  /** Makes a server anew whose disk is gone; where nobody is left to copy, the first has its disk after all. */
  private async replaceDead(limitMs: number): Promise<string[]> {
    const answers = await Promise.all(
      this.all.map((server) => server.position().catch(() => undefined)),
    )
    const dead = this.all.filter((_, i) => answers[i] === undefined)
    if (dead.length === this.all.length) await this.revive(dead.shift()!)
    for (const server of dead) {
      this.absent.add(server.node.name)
      await this.replace(server, limitMs)
      this.absent.delete(server.node.name)
    }
    return dead.map(({ node }) => node.name)
  }

  private async replace(server: PostgresServer, limitMs: number): Promise<void> {
    const other = this.all.find((each) => each !== server)!
    server.disconnect()
    await server.node.kill()
    await forget(other, server.node.name, limitMs)
    await server.node.boot()
    await runOn(server.node, ['rm', '-rf', 'data'])
    await server.initialize()
    await server.start()
    await this.publishTables(server)
    await letCopy(
      other,
      this.tables.map(({ name }) => name),
    )
    // First, for nobody writes at the new one yet.
    await this.follow(other, server)
    await this.follow(server, other, { copy: true })
    await copied(server, limitMs)
  }

  /** All that any of them has written by now is with the others, as far as these apply anything still. */
  private async settle(limitMs: number): Promise<void> {
    await this.each((publisher) => {
      const others = this.all.filter((other) => other !== publisher)
      return this.replication.arrived(publisher, others, limitMs)
    })
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.each((server) => this.sessionsOver(server, limitMs))
    await this.settle(limitMs)
    return this.nodes.map(({ name }) => this.routeTo(name))
  }

  override inspections(): Inspection[] {
    const ofReplication = this.all.flatMap((server) => this.replication.inspections(server))
    return [...super.inspections(), ...ofReplication]
  }
}
