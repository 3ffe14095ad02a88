import { readdirSync, readFileSync } from 'node:fs'

const LIMIT_MS = 3_000
const POLL_MS = 1
/** By the kernel: stopped by a signal, or dead and not yet taken away. */
const still = ['T', 'Z']

interface Process {
  pid: number
  parent: number
  name: string
  state: string
}

/**
 * Does something while not one process of the server of a data directory runs, so that all of its files are of one
 * moment: what a file system that makes snapshots does for the moment in which it makes one. Throws where no server
 * runs, and where somebody else has frozen it or let it go on.
 */
export function frozen<T>(data: string, act: () => T): T {
  const postmaster = Number(readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')[0])
  const found = processOf(postmaster)
  if (found?.name !== 'postgres') throw new Error('no server runs')
  if (still.includes(found.state)) throw new Error('somebody else has stopped the server')
  const stopped = [postmaster]
  try {
    stop([postmaster])
    // None is started any more.
    const children = childrenOf(postmaster)
    stopped.push(...children)
    stop(children)
    const done = act()
    if (!areStill(stopped)) throw new Error('somebody else let the server go on')
    return done
  } finally {
    for (const pid of stopped.toReversed()) signal(pid, 'SIGCONT')
  }
}

function stop(pids: readonly number[]): void {
  const until = performance.now() + LIMIT_MS
  for (const pid of pids) signal(pid, 'SIGSTOP')
  while (!areStill(pids)) {
    if (performance.now() > until)
      throw new Error(`the server did not stand still in ${LIMIT_MS} ms`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS)
  }
}

function areStill(pids: readonly number[]): boolean {
  return pids.every((pid) => still.includes(processOf(pid)?.state ?? 'Z'))
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended.
  }
}

function childrenOf(postmaster: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => processOf(Number(pid)))
    .flatMap((each) => (each?.parent === postmaster ? [each.pid] : []))
}

function processOf(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name is in parentheses, and may have some of its own.
    const [begin, end] = [stat.indexOf('('), stat.lastIndexOf(')')]
    const [state, parent] = stat.slice(end + 2).split(' ')
    return { pid, parent: Number(parent), name: stat.slice(begin + 1, end), state }
  } catch {
    return undefined
  }
}
