import { readdirSync, readFileSync } from 'node:fs'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { once } from 'node:events'

/**
 * Reads the command lines of all processes of this machine again and again, in a thread of its own; the promise that
 * it returns hands back what they ever were, a line each.
 */
export function watchCommandLines(): () => Promise<string> {
  const worker = new Worker(new URL(import.meta.url))
  // A test that fails before it asks must be able to end.
  worker.unref()
  return async () => {
    worker.ref()
    worker.postMessage('enough')
    const [seen] = (await once(worker, 'message')) as [string]
    return seen
  }
}

function commandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    } catch {
      return ''
    }
  })
}

if (!isMainThread) {
  const seen = new Set<string>()
  const look = setInterval(() => commandLines().forEach((line) => seen.add(line)), 10)
  parentPort!.once('message', () => {
    clearInterval(look)
    parentPort!.postMessage([...seen].join('\n'))
  })
}
