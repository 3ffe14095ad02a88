import { SplitbrainError } from '../../../history/errors.ts'
import type { Table } from '../../../runner/workload.ts'
import type { ConnectOptions } from '../../databases/postgres/connect.ts'
import { publish } from '../../databases/postgres/logical.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { PUBLISHED } from '../../databases/postgres/subscription.ts'
import { fillTables, makeTables } from '../../databases/postgres/tables.ts'
import { emptyBeside, makeBeside, partial } from './beside.ts'
import type { LogicalOptions } from './options.ts'

const CLIENT_TIMEOUT_MS = 10_000

/** The tables of all servers, which of them are published, and what a server says to that. */
export class Schema {
  private readonly options: LogicalOptions
  /** The workload's. */
  readonly tables: readonly Table[]

  constructor(options: LogicalOptions, tables: readonly Table[]) {
    this.options = options
    this.tables = tables
  }

  /** Makes them, with nothing in them, as no schema is ever replicated; `place` is the node's among all. */
  async make(server: PostgresServer, place: number): Promise<void> {
    await makeTables(clientOf(server), this.tables)
    const { identity } = this.options
    for (const { name } of this.tables)
      if (identity !== 'default')
        await server.query(`ALTER TABLE ${name} REPLICA IDENTITY ${identity}`)
    await makeBeside(server, this.tables, place)
  }

  fill(server: PostgresServer): Promise<void> {
    return fillTables(clientOf(server), this.tables)
  }

  /** A `usage` error with the server's own word where it can't publish what it was told to, or rows of it could not change. */
  async publish(server: PostgresServer): Promise<void> {
    const { alsoPublish } = this.options
    const also = alsoPublish?.split(',').map((table) => ({ table })) ?? []
    const own = this.tables.map(({ name: table }) => ({ table }))
    try {
      await publish(server, PUBLISHED, [...own, partial, ...also])
      for (const { name, primaryKey } of this.tables)
        // Taken back, for a trigger writes beside even where no row is updated.
        await server.query(
          `BEGIN; UPDATE ${name} SET ${primaryKey} = ${primaryKey} WHERE false; ROLLBACK`,
        )
    } catch (cause) {
      await server.query('ROLLBACK')
      const message = `Node ${server.node.name} can't publish its tables; its server says: ${(cause as Error).message}.`
      throw new SplitbrainError('usage', message)
    }
  }

  /** A row that is in the way of one that is published. */
  async addOwnRow(server: PostgresServer): Promise<void> {
    await server.query('INSERT INTO partial VALUES (0, 0, 0)')
  }

  /** Nothing is left of what it held as the copy of another server, or as a primary. */
  async empty(server: PostgresServer): Promise<void> {
    await server.query(`TRUNCATE ${this.tables.map(({ name }) => name).join(', ')}`)
    await emptyBeside(server)
  }
}

/** Past every link, as whoever sets up a server. */
function clientOf({ node, roles }: PostgresServer): ConnectOptions {
  return { endpoint: node.endpoint(), credentials: roles.client, timeoutMs: CLIENT_TIMEOUT_MS }
}
