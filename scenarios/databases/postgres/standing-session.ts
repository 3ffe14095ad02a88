import type pg from 'pg'
import { hangUp } from './connect.ts'

/** A connection that is opened when it is first needed, and anew after whatever broke it. */
export class StandingSession {
  private readonly open: () => Promise<pg.Client>
  private client: Promise<pg.Client> | undefined

  constructor(open: () => Promise<pg.Client>) {
    this.open = open
  }

  async query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    const client = (this.client ??= this.open())
    try {
      return (await (await client).query<R>(text, values)).rows
    } catch (error) {
      const isBroken = (error as { severity?: string }).severity !== 'ERROR'
      if (isBroken && this.client === client) this.disconnect()
      throw error
    }
  }

  disconnect(): void {
    this.client?.then(hangUp, () => {})
    this.client = undefined
  }
}
