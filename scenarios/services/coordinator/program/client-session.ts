import { once } from 'node:events'
import type { Socket } from 'node:net'
import { Refused, type Connection, type Server } from './connection.ts'
import type { Sessions } from './commit.ts'
import { openSession, type Core } from './core.ts'
import { Transaction } from './transaction.ts'

/** What a client asks for, a line each. */
export type Asked =
  | { do: 'run'; text: string; values: unknown[] }
  /** Nothing of it is to be seen half done, and it changes nothing. */
  | { do: 'read'; text: string; values: unknown[] }
  | { do: 'commit' }
  | { do: 'rollback' }

/** A client that says nothing for so long in a transaction is gone, or can't be heard: others wait for its locks. */
const IDLE_LIMIT_MS = 2_000

/** One client's conversation, over one connection and a session with each server that it comes to touch. */
export class ClientSession implements Sessions {
  private readonly core: Core
  private readonly home: Server
  private readonly isolation: string
  private readonly connections = new Map<string, Connection>()
  private transaction: Transaction | undefined

  constructor(core: Core, home: Server, isolation: string) {
    this.core = core
    this.home = home
    this.isolation = isolation
  }

  async at(server: Server): Promise<Connection> {
    const known = this.connections.get(server.name)
    if (known !== undefined && known.lost === undefined) return known
    const opened = await openSession(this.core.config, server)
    this.connections.set(server.name, opened)
    return opened
  }

  async serve(socket: Socket, lines: AsyncIterable<string>): Promise<void> {
    const giveUp = () => socket.destroy()
    let idle: NodeJS.Timeout | undefined
    try {
      for await (const line of lines) {
        clearTimeout(idle)
        const answer = await this.answer(JSON.parse(line) as Asked)
        if (!socket.writable) break
        if (!socket.write(`${JSON.stringify(answer)}\n`)) await once(socket, 'drain')
        if (this.transaction !== undefined) idle = setTimeout(giveUp, IDLE_LIMIT_MS)
      }
    } finally {
      clearTimeout(idle)
      await this.rollBack()
      for (const connection of this.connections.values()) connection.close()
    }
  }

  private async answer(asked: Asked): Promise<object> {
    try {
      return await this.carryOut(asked)
    } catch (error) {
      const isUndone = await this.rollBack()
      const { message } = error as Error
      // Who lost a server on the way certainly committed nothing, and another time it may be there.
      const code = error instanceof Refused ? error.code : '57P03'
      return { error: { message, ...(isUndone && { code }) } }
    }
  }

  private async carryOut(asked: Asked): Promise<object> {
    const { core, home, isolation } = this
    if (asked.do === 'rollback') {
      await this.rollBack()
      return {}
    }
    if (asked.do === 'commit') {
      await this.transaction?.commit()
      this.transaction = undefined
      return {}
    }
    this.transaction ??= new Transaction(core, this, { home, isolation })
    const { transaction } = this
    const act = () => transaction.run(asked.text, asked.values)
    return asked.do === 'read' ? core.turns.beside(act) : act()
  }

  private async rollBack(): Promise<boolean> {
    const isUndone = (await this.transaction?.rollBack()) ?? true
    this.transaction = undefined
    return isUndone
  }
}
