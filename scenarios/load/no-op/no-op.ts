import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mainFile } from '../../../runner/runtimes/program.ts'
import type { Target } from '../asked.ts'

/** A server without a database: what a load takes of it is what the clients themselves take. */
export interface NoOpServer extends Disposable {
  target: Target
}

export async function startNoOpServer(): Promise<NoOpServer> {
  const child = fork(new URL(`./${mainFile}`, import.meta.url), { execArgv: [] })
  const [port] = (await once(child, 'message')) as [number]
  return {
    target: {
      endpoint: { host: '127.0.0.1', port },
      credentials: { user: 'nobody', password: 'none', database: 'none' },
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
