import { fork } from 'node:child_process'
import { SplitbrainError } from '../../history/errors.ts'
import { Latencies } from '../../runner/latencies.ts'
import { mainFile } from '../../runner/runtimes/program.ts'
import type { LoadAsked, Loaded } from './asked.ts'
import type { Figures, Told } from './process/told.ts'

/**
 * Has a client of ours, in a process of its own, put a load on servers: whatever else goes on in this one delays it as
 * little as any other program. Throws what ends it early: a `usage` error for what is wrong with a script, a `runtime`
 * one for a server that is lost or says what no load goes on after, the signal's reason where it ends before.
 */
export async function generateLoad(asked: LoadAsked, signal?: AbortSignal): Promise<Loaded> {
  signal?.throwIfAborted()
  const child = fork(new URL(`./process/${mainFile}`, import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    // Profilers and inspectors of this process are not meant for that one.
    execArgv: [],
  })
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const stop = () => {
    child.kill('SIGKILL')
    reject(signal!.reason)
  }
  signal?.addEventListener('abort', stop)
  child.once('message', resolve).once('error', reject)
  child.once('exit', (code, by) =>
    reject(new SplitbrainError('crash', `The client's process ended with ${by ?? code}.`)),
  )
  child.send(asked)
  try {
    const told = await promise
    if ('failed' in told) throw new SplitbrainError(told.failed.code, told.failed.message)
    return loadedOf(told.done)
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

function loadedOf({ latencies, lateness, ...figures }: Figures): Loaded {
  return {
    ...figures,
    latencies: Latencies.from(latencies),
    lateness: lateness === undefined ? undefined : Latencies.from(lateness),
  }
}
