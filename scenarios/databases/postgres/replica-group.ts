import type { Held, Mode } from '../../../runner/evidence.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Group, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { cancelHeld } from './cancel.ts'
import type { Roles } from './roles.ts'
import type { PostgresServer, ServerOptions } from './server.ts'
import { ServerGroup } from './server-group.ts'
import { statesOf } from './states.ts'
import { fillTables, makeTables } from './tables.ts'
import { until } from './until.ts'
import { writtenOut } from './written-out.ts'

export const SETTLE_LIMIT_MS = 30_000

/** One primary and its standbys, whoever decides which that is: what all such clusters have in common. */
export abstract class ReplicaGroup extends ServerGroup implements Group {
  /** The one that takes writes by that decision. */
  protected primaryName: string
  /** The settings by which a claim tells whether its mode is in force. */
  protected readonly modeSettings: readonly string[] = [
    'synchronous_commit',
    'synchronous_standby_names',
  ]

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

  /** Returns when every standby has what was written before. */
  protected abstract settle(limitMs: number): Promise<void>
  /** Every copy that can be read, once the primary's clients are gone. */
  protected abstract copiesAtRest(limitMs: number): Promise<Route[]>

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
    return { ...this.routeTo(this.primaryName), role: 'primary' }
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.sessionsOver(this.primaryServer(), limitMs)
    return this.copiesAtRest(limitMs)
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
}
