import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { ServerOptions, ToxiproxyServer } from './server.ts'

/** Like startServer, in a thread of its own, so that load and proxy don't delay each other. */
export async function startServerInWorker(options: ServerOptions = {}): Promise<ToxiproxyServer> {
  // From source the file ends in .ts, once built in .js.
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
  const worker = new Worker(new URL(file, import.meta.url), { workerData: options })
  const [url] = await once(worker, 'message')
  return {
    url,
    async close() {
      const exited = once(worker, 'exit')
      worker.postMessage('close')
      await exited
    },
  }
}
