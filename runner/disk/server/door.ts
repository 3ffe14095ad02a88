import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import {
  createServer,
  type AddressInfo,
  type ListenOptions,
  type Server,
  type Socket,
} from 'node:net'
import { Client } from './client.ts'
import type { Device } from './device.ts'
import { TAKEN } from './state.ts'

/** Where clients come in, and who may. A disk without power lets nobody in. */
export class Door {
  powered = true
  readonly barred = new Set<string>()
  private readonly device: Device
  private readonly forOne: boolean
  private readonly clients = new Map<Socket, Client>()
  private readonly servers: Server[] = []

  /** `forOne`: whoever is in keeps others out, by their names, until its last connection is gone. */
  constructor(device: Device, forOne: boolean) {
    this.device = device
    this.forOne = forOne
  }

  /** At an address, or at the path of a socket, which is made anew. */
  async listen(at: ListenOptions): Promise<void> {
    if (at.path !== undefined) await rm(at.path, { force: true })
    const server = createServer({ noDelay: true }, (socket) => this.welcome(socket))
    server.listen(at)
    await once(server, 'listening')
    this.servers.push(server)
  }

  /** What it listens at: for a port 0 the one that it got. */
  addresses(): (AddressInfo | string | null)[] {
    return this.servers.map((server) => server.address())
  }

  names(): string[] {
    return [...this.clients.values()].flatMap(({ name }) => (name === undefined ? [] : [name]))
  }

  /** Hangs up on whoever is known by this name, or on all; how many these were. */
  hangUp(name?: string): number {
    const met = [...this.clients.values()].filter(
      (client) => client.name !== undefined && (name === undefined || client.name === name),
    )
    for (const client of met) client.hangUp()
    return met.length
  }

  async close(): Promise<void> {
    const closed = this.servers.map((server) => new Promise((resolve) => server.close(resolve)))
    for (const client of this.clients.values()) client.hangUp()
    await Promise.all(closed)
  }

  private welcome(socket: Socket): void {
    if (!this.powered) return void socket.destroy()
    const client = new Client(socket, this.device)
    this.clients.set(socket, client)
    socket.once('close', () => this.clients.delete(socket))
    void client.serve((name) => this.refusalOf(name))
  }

  private refusalOf(name: string): string | undefined {
    if (!this.powered) return 'no power'
    if (this.barred.has(name)) return 'barred'
    return this.forOne && this.names().some((each) => each !== name) ? TAKEN : undefined
  }
}
