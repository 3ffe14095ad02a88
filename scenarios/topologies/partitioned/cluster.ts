import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Inspection, Route } from '../../../runner/topology.ts'
import type { Request, Table } from '../../../runner/workload.ts'
import {
  arrived,
  foreignWrites,
  logicalSettings,
  publish,
  subscribe,
} from '../../databases/postgres/logical.ts'
import { modifiesForeignRow, refuseForeignRows } from '../../databases/postgres/owned-rows.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { ServerGroup } from '../../databases/postgres/server-group.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { homeOf, officeOf, offices, ownRows } from './offices.ts'

const SET_UP_LIMIT_MS = 15_000
/** The inspection that asks who wrote each row, and tries to write another's. */
export const ROW_WRITERS = 'row writers'

/** Two servers that each modify rows of their own, and keep a copy of the other's by logical replication. */
export class Partitioned extends ServerGroup {
  private tables: readonly Table[] = []

  static async start(site: Site): Promise<Partitioned> {
    const cluster = new Partitioned(site, offices)
    await cluster.each(async (server) => {
      await server.initialize()
      await server.configure(logicalSettings, false)
      await server.start()
    })
    return cluster
  }

  private async each(act: (server: PostgresServer) => Promise<void>): Promise<void> {
    await Promise.all([...this.servers.values()].map(act))
  }

  /** Everywhere, and what stands in them is written at home once it is replicated from there. */
  async prepare(tables: readonly Table[]): Promise<void> {
    this.tables = tables
    await this.each(async (server) => {
      const { name } = server.node
      await makeTables(this.clientAt(name), tables)
      for (const { name: table, primaryKey: key } of tables)
        await refuseForeignRows(server, { table, key, owner: 'office' }, (column) =>
          ownRows(name, column),
        )
      await publish(
        server,
        tables.map(({ name: table, primaryKey }) => ({ table, where: ownRows(name, primaryKey) })),
      )
    })
    await this.subscribeAll()
    await this.each(({ node: { name } }) =>
      fillTables(
        this.clientAt(name),
        tables.map((table) => ownPart(table, name)),
      ),
    )
    await this.settle(SET_UP_LIMIT_MS)
  }

  /** One after the other: a new slot waits for its server's open transactions, of which another subscribing is one. */
  private async subscribeAll(): Promise<void> {
    for (const [name, server] of this.servers)
      for (const { from, to, endpoint } of this.links.all())
        if (from === name) await subscribe(server, to, endpoint)
  }

  route(request: Pick<Request, 'key' | 'value'>): Route | undefined {
    const home = homeOf(request)
    return home && this.routeTo(home)
  }

  at(role: string): Node[] {
    return role === 'office' ? offices.map((name) => this.node(name)) : []
  }

  observe(): Promise<Omit<NodeState, 'timeNs'>[]> {
    return Promise.all([...this.servers.values()].map((server) => stateOf(server, 'office')))
  }

  /** Nobody takes a dead server's place: it comes back, and its subscription goes on by itself. */
  async heal(limitMs: number): Promise<void> {
    await this.each((server) => this.revive(server))
    await this.settle(limitMs)
  }

  /** All that any of them has written by now is everywhere. */
  private settle(limitMs: number): Promise<void> {
    return this.each((server) => {
      const others = offices.filter((name) => name !== server.node.name)
      return arrived(server, others, limitMs)
    })
  }

  async copies(limitMs: number): Promise<Route[]> {
    await this.each((server) => this.sessionsOver(server, limitMs))
    await this.settle(limitMs)
    return offices.map((name) => this.routeTo(name))
  }

  override inspections(): Inspection[] {
    const writers = [...this.servers].map(([node, server]) => ({
      tool: ROW_WRITERS,
      node,
      look: async () => {
        const found = this.tables.map(async ({ name: table, primaryKey: key }) => {
          const rows = { table, key, own: ownRows(node, key) }
          const written = await foreignWrites(server, rows)
          return [...written, ...(await modifiesForeignRow(server, rows))]
        })
        return (await Promise.all(found)).flat()
      },
    }))
    return [...super.inspections(), ...writers]
  }
}

/** Of what stands in a table to begin with, the rows that are an office's. */
function ownPart(table: Table, office: string): Table {
  const key = Object.keys(table.columns).indexOf(table.primaryKey)
  return { ...table, rows: table.rows?.filter((row) => officeOf(row[key] as number) === office) }
}
