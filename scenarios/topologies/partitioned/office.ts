import type { Site } from '../../../runner/site.ts'
import type { Inspection } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import { conflictsIn } from '../../databases/postgres/conflicts.ts'
import type { Decisions } from '../../databases/postgres/decisions.ts'
import { keptByStandby } from '../../databases/postgres/failover-slots.ts'
import {
  conninfoOf,
  foreignWrites,
  publish,
  subscribeToWriter,
  turnSubscription,
} from '../../databases/postgres/logical.ts'
import { modifiesForeignRow, refuseForeignRows } from '../../databases/postgres/owned-rows.ts'
import { inspectPrepared } from '../../databases/postgres/prepared.ts'
import { PublisherGroup } from '../../databases/postgres/publisher-group.ts'
import type { Roles } from '../../databases/postgres/roles.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { nodesOf, type Offices } from './offices.ts'
import type { PartitionedOptions } from './options.ts'

/** The inspection that asks who wrote each row, and tries to write another's. */
export const ROW_WRITERS = 'row writers'
/** As many as there may be sessions of clients, for each may have one that is prepared. */
const PREPARED_AT_ONCE = 200

/** What all offices of a cluster have in common. */
export interface Shared {
  roles: Roles
  offices: Offices
  options: PartitionedOptions
  /** Has all copies follow the offices' servers of this moment. */
  follow(): Promise<void>
}

/** A server that modifies rows of its own and keeps a copy of the others', perhaps with a standby that may come to take its place. */
export class Office extends PublisherGroup {
  readonly name: string
  private readonly offices: Offices
  private readonly options: PartitionedOptions
  private readonly follows: Shared['follow']
  private tables: readonly Table[] = []

  constructor(site: Site, name: string, { roles, offices, options, follow }: Shared) {
    const { standbys, commit } = options
    const settings: Record<string, number> =
      commit === 'two-phase' ? { max_prepared_transactions: PREPARED_AT_ONCE } : {}
    super(site, nodesOf(name, standbys), { roles, settings })
    this.name = name
    this.offices = offices
    this.options = options
    this.follows = follow
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
    return subscribeToWriter(this.primaryServer(), other.name, {
      upstream: this.wayTo(other),
      slot: this.name,
      more,
    })
  }

  /** Has its copy follow the others' servers of this moment. */
  async follow(others: readonly Office[]): Promise<void> {
    const server = this.primaryServer()
    for (const other of others)
      await turnSubscription(server, other.name, conninfoOf(server, this.wayTo(other)))
  }

  private wayTo(other: Office) {
    return this.links.between(this.primaryName, other.primaryName).endpoint
  }

  /** An office that is away itself follows as it heals. */
  protected async promoted(): Promise<void> {
    await this.follows().catch(() => {})
  }

  /** All that it has written by now is with the others. */
  reaches(others: readonly Office[], limitMs: number): Promise<void> {
    return this.served(
      others.map(({ name }) => name),
      limitMs,
    )
  }

  sessionsEnd(limitMs: number): Promise<void> {
    return this.sessionsOver(this.primaryServer(), limitMs)
  }

  /** What is prepared here and was given up by its client is ended as was decided. */
  resolve(decisions: Decisions, limitMs: number): Promise<number> {
    return decisions.resolve(this.primaryServer(), limitMs)
  }

  override inspections(): Inspection[] {
    const servers = [...this.servers.values()]
    const prepared = this.options.commit === 'two-phase' ? servers.map(inspectPrepared) : []
    const conflicts = servers.map((server) => conflictsIn(server))
    return [...super.inspections(), ...prepared, ...conflicts, this.rowWriters()]
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
