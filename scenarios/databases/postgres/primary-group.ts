import type pg from 'pg'
import type { Held, Mode } from '../../../runner/evidence.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Guarded, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import { connect, hangUp } from './connect.ts'
import type { PostgresServer } from './server.ts'
import { ServerGroup } from './server-group.ts'
import { statesOf } from './states.ts'
import { fillTables, makeTables } from './tables.ts'

/** One primary and its standbys, whichever way these come by what it writes: what all such clusters have in common. */
export abstract class PrimaryGroup extends ServerGroup implements Guarded {
  readonly guarded = [this]
  /** The one that takes writes by the operator's decision. */
  protected primaryName: string
  private probing: pg.Client | undefined

  /** A server for each of these nodes, of which the first is the primary to begin with. */
  protected constructor(site: Site, names: readonly string[]) {
    super(site, names)
    this.primaryName = names[0]
  }

  /** Every copy that can be read, once the primary's clients are gone. */
  protected abstract copiesAtRest(limitMs: number): Promise<Route[]>
  abstract promote(): Promise<{ to: string; toLsnBytes: number }>

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

  async prepare(tables: readonly Table[]): Promise<void> {
    const client = this.clientAt(this.primaryName)
    await makeTables(client, tables)
    await fillTables(client, tables)
  }

  route(_request: Pick<Request, 'access'>, _process: number): Route {
    return this.routeTo(this.primaryName)
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.sessionsOver(this.primaryServer(), limitMs)
    return this.copiesAtRest(limitMs)
  }

  async probe(timeoutMs: number): Promise<number> {
    const endpoint = this.links.between('operator', this.primaryName).endpoint
    try {
      const credentials = this.roles.administrator
      this.probing ??= await connect({ endpoint, credentials, timeoutMs })
      const question = {
        text: "SELECT pg_current_wal_lsn() - '0/0' AS lsn",
        query_timeout: timeoutMs,
      }
      const { rows } = await this.probing.query<{ lsn: string }>(question)
      return Number(rows[0].lsn)
    } catch (error) {
      if (this.probing !== undefined) hangUp(this.probing)
      this.probing = undefined
      throw error
    }
  }

  async held(): Promise<Held> {
    return { node: this.primaryName, ...(await this.primaryServer().held()) }
  }

  async mode(): Promise<Omit<Mode, 'timeNs'>> {
    return { node: this.primaryName, ...(await this.primaryServer().mode()) }
  }

  async fence(): Promise<void> {
    this.primaryServer().disconnect()
    await this.node(this.primaryName).kill()
  }

  observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return statesOf(this.servers, this.primaryName)
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    if (this.probing !== undefined) hangUp(this.probing)
    await super[Symbol.asyncDispose]()
  }
}
