import type pg from 'pg'
import { connect, hangUp, type ConnectOptions } from './connect.ts'

/** Asks whoever is the primary how far it has written, on one connection for as long as nothing breaks it. */
export class PrimaryProbe {
  private open: { node: string; client: pg.Client } | undefined

  /** Bytes of WAL; rejects where no answer comes in `timeoutMs`. */
  async ask(node: string, options: ConnectOptions): Promise<number> {
    // Another may have taken the place of one that goes on answering.
    if (this.open?.node !== node) this.end()
    try {
      this.open ??= { node, client: await connect(options) }
      const question = {
        text: "SELECT pg_current_wal_lsn() - '0/0' AS lsn",
        query_timeout: options.timeoutMs,
      }
      const { rows } = await this.open.client.query<{ lsn: string }>(question)
      return Number(rows[0].lsn)
    } catch (error) {
      this.end()
      throw error
    }
  }

  end(): void {
    if (this.open !== undefined) hangUp(this.open.client)
    this.open = undefined
  }
}
