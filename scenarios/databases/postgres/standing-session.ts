import type pg from 'pg'
import { oneAtATime } from '../../../runner/one-at-a-time.ts'
import { hangUp } from './connect.ts'

/** A connection that is opened when it is first needed, and anew after whatever broke it. */
export class StandingSession {
  private readonly open: () => Promise<pg.Client>
  private client: Promise<pg.Client> | undefined
  private readonly inTurn = oneAtATime()

  constructor(open: () => Promise<pg.Client>) {
    this.open = open
  }

  /** One statement after the other, whoever asks. */
  query<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    return this.inTurn(() => this.ask<R>(text, values))
  }

  private async ask<R extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    const client = (this.client ??= this.begin())
    try {
      return (await (await client).query<R>(text, values)).rows
    } catch (error) {
      const isBroken = (error as { severity?: string }).severity !== 'ERROR'
      if (isBroken && this.client === client) this.disconnect()
      throw error
    }
  }

  /** Who is restarted by others ends it while nobody asks; whoever asks next would hear of that, and not be answered. */
  private begin(): Promise<pg.Client> {
    const opening = this.open()
    const forget = () => {
      if (this.client === opening) this.client = undefined
    }
    opening.then((client) => client.once('end', forget), forget)
    return opening
  }

  disconnect(): void {
    this.client?.then(hangUp, () => {})
    this.client = undefined
  }
}
