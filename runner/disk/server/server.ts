import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, ListenOptions } from 'node:net'
import { createApi } from './api.ts'
import { Device, type DeviceOptions } from './device.ts'
import { Door } from './door.ts'

export interface DiskServerOptions extends DeviceOptions {
  /** Where clients connect, each an address or the path of a socket. */
  clients: readonly ListenOptions[]
  /** Where it is driven from. */
  api: ListenOptions
  /** Whether clients of one name alone may be connected at a time. */
  forOne?: boolean
}

export interface DiskServer {
  /** Of its API. */
  url: string
  /** Where clients connect, in the order in which that was asked for. */
  addresses: (AddressInfo | string | null)[]
  /** Writes out what the cache has, as an orderly end does, and closes every connection. */
  close(): Promise<void>
}

/** Starts a disk's server in this thread. Rejects where an address or the file can't be had. */
export async function startDiskServer(options: DiskServerOptions): Promise<DiskServer> {
  const device = new Device(options)
  const door = new Door(device, options.forOne ?? false)
  for (const at of options.clients) await door.listen(at)
  const api = createServer(createApi(device, door))
  api.listen(options.api)
  await once(api, 'listening')
  return {
    url: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    addresses: door.addresses(),
    async close() {
      await door.close()
      const closed = new Promise((resolve) => api.close(resolve))
      api.closeAllConnections()
      await closed
      device.close()
    },
  }
}
