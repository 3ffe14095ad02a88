import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatAddress } from './address.ts'
import { createApi } from './api.ts'
import { ProxyCollection } from './collection.ts'

export interface ServerOptions {
  /** The API's address; the proxies have their own. Default 127.0.0.1. */
  host?: string
  /** 0 takes any free one. Default 8474. */
  port?: number
  /** Serve `/metrics`. Default false, as in the original. */
  metrics?: boolean
}

export interface ToxiproxyServer {
  url: string
  /** Closes the API, every proxy and every connection. */
  close(): Promise<void>
}

/** Starts a Toxiproxy-compatible server in this thread. Rejects if the address can't be bound. */
export async function startServer(options: ServerOptions = {}): Promise<ToxiproxyServer> {
  const { host = '127.0.0.1', port = 8474, metrics = false } = options
  const proxies = new ProxyCollection()
  const server = createServer(createApi(proxies, { metrics }))
  server.listen({ host, port })
  await once(server, 'listening')
  return {
    url: `http://${formatAddress(server.address() as AddressInfo)}`,
    async close() {
      await proxies.stop()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
