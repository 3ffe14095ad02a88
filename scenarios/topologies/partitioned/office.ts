import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Inspection, Route } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import { clone } from '../../databases/postgres/clone.ts'
import {
  arrived,
  foreignWrites,
  logicalSettings,
  publish,
  slotsFollow,
  subscribe,
  turnSubscription,
  waitsFor,
} from '../../databases/postgres/logical.ts'
import { modifiesForeignRow, refuseForeignRows } from '../../databases/postgres/owned-rows.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { conflictsIn } from '../../databases/postgres/conflicts.ts'
import type { Decisions } from '../../databases/postgres/decisions.ts'
import type { Roles } from '../../databases/postgres/roles.ts'
import { keepFor } from '../../databases/postgres/slots.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { nodesOf, type Offices } from './offices.ts'
import type { PartitionedOptions } from './options.ts'

/** The inspection that asks who wrote each row, and tries to write another's. */
export const ROW_WRITERS = 'row writers'
/** The other's standby keeps the slot; and what is confirmed to the other is on this one's, for it won't be sent again. */
const keptByStandby: Record<string, string> = { failover: 'true', synchronous_commit: 'on' }
/** As many as there may be sessions of clients, for each may have one that is prepared. */
const PREPARED_AT_ONCE = 200

/** What all offices of a cluster have in common. */
export interface Shared {
  roles: Roles
  offices: Offices
  options: PartitionedOptions
  /** Has all copies follow the offices' servers of this moment. */
  promoted(): Promise<void>
}

/** A server that modifies rows of its own and keeps a copy of the others', perhaps with a standby that may come to take its place. */
export class Office extends PrimaryGroup {
  readonly name: string
  private readonly offices: Offices
  private readonly options: PartitionedOptions
  private readonly promoted: Shared['promoted']
  private tables: readonly Table[] = []

  constructor(site: Site, name: string, { roles, offices, options, promoted }: Shared) {
    const { standbys, commit } = options
    const settings = {
      ...logicalSettings,
      ...(commit === 'two-phase' && { max_prepared_transactions: PREPARED_AT_ONCE }),
      // What the standby decodes from after a failover must not be vacuumed away on the primary.
      ...(standbys > 0 && { hot_standby_feedback: 'on' }),
    }
    super(site, nodesOf(name, standbys), () => ({ settings }), roles)
    this.name = name
    this.offices = offices
    this.options = options
    this.promoted = promoted
  }

  start(): Promise<void> {
    return this.startServers()
  }

  /** Everywhere, before anything stands in them. */
  override async prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    const server = this.primaryServer()
    const own = (column: string) => this.own(column)
    await makeTables(this.clientAt(this.primaryName), tables)
    if (this.options.enforce === 'yes')
      for (const { name: table, primaryKey: key } of tables)
        await refuseForeignRows(server, { table, key, owner: 'office' }, own)
    const published = tables.map((each) => ({ table: each.name, where: own(each.primaryKey) }))
    await publish(server, this.name, published)
  }

  private own(column: string): string {
    return this.offices.ownRows(this.name, column)
  }

  /** Of what stands in the tables to begin with, the rows that are its own. */
  fill(): Promise<void> {
    const tables = this.tables.map((table) => {
      const key = Object.keys(table.columns).indexOf(table.primaryKey)
      const isOwn = (row: readonly unknown[]) => this.offices.of(row[key] as number) === this.name
      return { ...table, rows: table.rows?.filter(isOwn) }
    })
    return fillTables(this.clientAt(this.primaryName), tables)
  }

  subscribeTo(other: Office): Promise<void> {
    const more = this.options.standbys > 0 ? keptByStandby : {}
    return subscribe(this.primaryServer(), other.name, {
      upstream: this.wayTo(other),
      slot: this.name,
      more,
    })
  }

  /** Has its copy follow the others' servers of this moment. */
  async follow(others: readonly Office[]): Promise<void> {
    for (const other of others)
      await turnSubscription(this.primaryServer(), other.name, this.wayTo(other))
  }

  private wayTo(other: Office) {
    return this.links.between(this.primaryName, other.primaryName).endpoint
  }

  protected async startStandby(node: Node): Promise<void> {
    const [server, primary] = [this.server(node), this.primaryServer()]
    const upstream = this.links.between(node.name, this.primaryName).endpoint
    await keepFor(primary, node.name)
    await clone(primary, server, upstream, this.site.capabilities)
    const { database } = this.roles.replicator
    const following = {
      primary_conninfo: `${server.primaryConninfo(upstream)} dbname=${database}`,
      primary_slot_name: node.name,
      sync_replication_slots: 'on',
    }
    await server.configure({ ...following, ...waitsFor('') }, false)
    await server.start()
    await primary.configure(waitsFor(node.name))
  }

  /** Until its standby is back, a new primary goes on alone. */
  async promote(): Promise<{ to: string; toLsnBytes: number }> {
    const [node] = this.standbys()
    const server = this.server(node)
    const { lsnBytes } = await server.position()
    await server.configure(waitsFor(''))
    await server.promote()
    this.failsOverWith([node])
    this.primaryName = node.name
    // An office that is away itself will do so as it heals.
    await this.promoted().catch(() => {})
    return { to: node.name, toLsnBytes: lsnBytes }
  }

  protected async settle(limitMs: number): Promise<void> {
    await this.replayedUpTo((await this.primaryServer().position()).lsnBytes, limitMs)
  }

  protected async copiesAtRest(limitMs: number): Promise<Route[]> {
    const standbys = this.standbys()
    if (standbys.length > 0)
      await this.replayedUpTo(await this.primaryServer().tellTransactions(), limitMs)
    return [...standbys.map(({ name }) => this.routeTo(name)), this.route()]
  }

  /** All that it has written by now is with the others, and its standby could go on serving them. */
  async reaches(others: readonly Office[], limitMs: number): Promise<void> {
    const names = others.map(({ name }) => name)
    for (const node of this.standbys())
      await slotsFollow(this.primaryServer(), this.server(node), limitMs)
    await arrived(this.primaryServer(), names, limitMs)
  }

  sessionsEnd(limitMs: number): Promise<void> {
    return this.sessionsOver(this.primaryServer(), limitMs)
  }

  /** What is prepared here and was given up by its client is ended as was decided. */
  resolve(decisions: Decisions, limitMs: number): Promise<number> {
    return decisions.resolve(this.primaryServer(), limitMs)
  }

  override inspections(): Inspection[] {
    const conflicts = [...this.servers.values()].map((server) => conflictsIn(server))
    return [...super.inspections(), ...conflicts, this.rowWriters()]
  }

  private rowWriters(): Inspection {
    const server = this.primaryServer()
    const look = async () => {
      const found = this.tables.map(async ({ name: table, primaryKey: key }) => {
        const rows = { table, key, own: this.own(key) }
        const written = await foreignWrites(server, rows)
        return [...written, ...(await modifiesForeignRow(server, rows))]
      })
      return (await Promise.all(found)).flat()
    }
    return { tool: ROW_WRITERS, of: 'writers', node: this.primaryName, look }
  }
}
