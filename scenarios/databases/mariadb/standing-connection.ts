import { oneAtATime } from '../../../runner/one-at-a-time.ts'
import type { MariaConnection } from './connect.ts'

/** A connection that is opened when it is first needed, and anew after whatever broke it; one who asks after the other. */
export class StandingConnection {
  private readonly open: () => Promise<MariaConnection>
  private connection: MariaConnection | undefined
  private readonly inTurn = oneAtATime()

  constructor(open: () => Promise<MariaConnection>) {
    this.open = open
  }

  use<T>(act: (connection: MariaConnection) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      if (!this.connection?.usable) this.connection = await this.open()
      return act(this.connection)
    })
  }

  disconnect(): void {
    this.connection?.hangUp()
    this.connection = undefined
  }
}
