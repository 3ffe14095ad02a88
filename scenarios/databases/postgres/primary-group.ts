import type pg from 'pg'
import type { Held, Mode } from '../../../runner/evidence.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Guarded, Healed, Route } from '../../../runner/topology.ts'
import type { Undo } from '../../../runner/undo.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { cancelHeld } from './cancel.ts'
import { connect, hangUp } from './connect.ts'
import type { Roles } from './roles.ts'
import type { PostgresServer, ServerOptions } from './server.ts'
import { ServerGroup } from './server-group.ts'
import { statesOf } from './states.ts'
import { fillTables, makeTables } from './tables.ts'
import { until } from './until.ts'
import { writtenOut } from './written-out.ts'

const SETTLE_LIMIT_MS = 30_000

/** One primary and its standbys, whichever way these come by what it writes: what all such clusters have in common. */
export abstract class PrimaryGroup extends ServerGroup implements Guarded {
  readonly guarded = [this]
  /** The one that takes writes by the operator's decision. */
  protected primaryName: string
  /** The settings by which a claim tells whether its mode is in force. */
  protected readonly modeSettings: readonly string[] = [
    'synchronous_commit',
    'synchronous_standby_names',
  ]
  /** How many failovers a node has taken part in; one that missed the latest may have diverged. */
  private readonly generation = new Map<string, number>()
  private failovers = 0
  /** Whom new clients find, where that is another than the primary. */
  private misleading: string | undefined
  private probing: { node: string; client: pg.Client } | undefined

  /** A server for each of these nodes, of which the first is the primary to begin with. */
  protected constructor(
    site: Site,
    names: readonly string[],
    optionsOf?: (node: Node) => ServerOptions,
    roles?: Roles,
  ) {
    super(site, names, optionsOf, roles)
    this.primaryName = names[0]
  }

  /** Makes a copy of the primary of a node, whatever it had, and starts it as a standby. */
  protected abstract startStandby(node: Node): Promise<void>
  /** Returns when every standby has what was written before. */
  protected abstract settle(limitMs: number): Promise<void>

  /** Every copy that can be read, once the primary's clients are gone. */
  protected abstract copiesAtRest(limitMs: number): Promise<Route[]>
  abstract promote(to?: string): Promise<{ to: string; toLsnBytes: number }>

  protected primaryServer(): PostgresServer {
    return this.servers.get(this.primaryName)!
  }

  primary(): string {
    return this.primaryName
  }

  at(role: string): Node[] {
    if (role === 'primary') return [this.node(this.primaryName)]
    return role === 'standby' ? this.standbys() : []
  }

  protected standbys(): Node[] {
    return [...this.servers.keys()]
      .filter((name) => name !== this.primaryName)
      .map((name) => this.node(name))
  }

  /** Every standby has the tables before anybody writes, so that a failover can lose writes alone. */
  async prepare(tables: readonly Table[]): Promise<void> {
    const client = this.clientAt(this.primaryName)
    await makeTables(client, tables)
    await fillTables(client, tables)
    await this.settle(SETTLE_LIMIT_MS)
    await Promise.all([...this.servers.values()].map(({ node }) => writtenOut(node)))
  }

  route(_request?: Pick<Request, 'access'>, _process?: number): Route {
    return { ...this.routeTo(this.misleading ?? this.primaryName), role: 'primary' }
  }

  /** Has new clients find another than the primary, as by an old address, until that is undone. */
  mislead(to: string): Undo {
    this.misleading = to
    return async () => void (this.misleading = undefined)
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.sessionsOver(this.primaryServer(), limitMs)
    return this.copiesAtRest(limitMs)
  }

  async probe(timeoutMs: number): Promise<number> {
    const node = this.primaryName
    const endpoint = this.links.between('operator', node).endpoint
    // Another may have taken the place of one that goes on answering.
    if (this.probing?.node !== node) this.endProbing()
    try {
      const credentials = this.roles.administrator
      this.probing ??= { node, client: await connect({ endpoint, credentials, timeoutMs }) }
      const question = {
        text: "SELECT pg_current_wal_lsn() - '0/0' AS lsn",
        query_timeout: timeoutMs,
      }
      const { rows } = await this.probing.client.query<{ lsn: string }>(question)
      return Number(rows[0].lsn)
    } catch (error) {
      this.endProbing()
      throw error
    }
  }

  private endProbing(): void {
    if (this.probing !== undefined) hangUp(this.probing.client)
    this.probing = undefined
  }

  async held(): Promise<Held> {
    return { node: this.primaryName, ...(await this.primaryServer().held()) }
  }

  cancelHeld(): Promise<number> {
    return cancelHeld(this.primaryServer(), this.roles.client)
  }

  async mode(): Promise<Omit<Mode, 'timeNs'>> {
    return { node: this.primaryName, ...(await this.primaryServer().mode(this.modeSettings)) }
  }

  async fence(): Promise<void> {
    this.primaryServer().disconnect()
    await this.node(this.primaryName).kill()
  }

  async ended(): Promise<boolean> {
    return !(await this.node(this.primaryName).running())
  }

  /** The primary and its standbys, all of them new. */
  protected async startServers(): Promise<void> {
    const primary = this.primaryServer()
    await primary.initialize()
    await primary.start()
    await Promise.all(this.standbys().map((node) => this.join(node, this.startStandby(node))))
    await this.settle(SETTLE_LIMIT_MS)
  }

  /** The same of a node that a failover left behind; it is down. */
  protected restartStandby(node: Node): Promise<void> {
    return this.startStandby(node)
  }

  private async join(node: Node, starting: Promise<void>): Promise<void> {
    await starting
    this.generation.set(node.name, this.failovers)
  }

  /** The nodes that took part in a failover; any other must become a standby anew. */
  protected failsOverWith(nodes: readonly Node[]): void {
    this.failovers++
    for (const { name } of nodes) this.generation.set(name, this.failovers)
  }

  /** Whatever data a node has, the next heal makes it a copy of the primary. */
  copyAnew({ name }: Pick<Node, 'name'>): void {
    this.generation.delete(name)
  }

  /** The primary first, for the others follow it. */
  async heal(limitMs: number): Promise<Healed | void> {
    for (const node of [...this.at('primary'), ...this.standbys()]) await this.rejoin(node)
    await this.settle(limitMs)
  }

  /** Brings a node back that is down or was left behind by a failover; nothing happens to a healthy one. */
  private async rejoin(node: Node): Promise<void> {
    const server = this.server(node)
    const isPrimary = node.name === this.primaryName
    const current = isPrimary || this.generation.get(node.name) === this.failovers
    const up = await server.position().catch(() => undefined)
    if (current && up !== undefined && up.standby !== isPrimary) return server.catchUp()
    server.disconnect()
    await node.kill()
    // One that is up as something else was promoted for nothing, and can't follow as it is.
    if (current && up === undefined) await server.start()
    else await this.join(node, this.restartStandby(node))
  }

  /** Returns when every standby has replayed what there was up to a position. */
  protected async replayedUpTo(lsnBytes: number, limitMs: number): Promise<void> {
    await until(async () => {
      for (const node of this.standbys())
        if (!(await this.hasReplayed(node, lsnBytes)))
          return `Standby ${node.name} did not catch up`
    }, limitMs)
  }

  private async hasReplayed(node: Node, lsnBytes: number): Promise<boolean> {
    const position = await this.server(node)
      .position()
      .catch(() => undefined)
    return position !== undefined && position.standby && position.replayedBytes >= lsnBytes
  }

  observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return statesOf(this.servers, this.primaryName)
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.endProbing()
    await super[Symbol.asyncDispose]()
  }
}
