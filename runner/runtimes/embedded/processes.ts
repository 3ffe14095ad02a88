import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'

/**
 * The processes that live in a folder or below it. A server's children change their titles, sessions and parents but
 * never their working directory, so the folder is the one mark that survives a killed postmaster or harness.
 */
export async function processesIn(folder: string): Promise<number[]> {
  if (process.platform !== 'linux') return processesByLsof(folder)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && livesIn(pid, folder))
}

function livesIn(pid: number, folder: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`)
    return cwd === folder || cwd.startsWith(`${folder}/`)
  } catch {
    return false
  }
}

/** Where there is no /proc: `lsof -Fpn` prints `p<pid>` and then `n<working directory>` lines. */
async function processesByLsof(folder: string): Promise<number[]> {
  const { execa } = await import('execa')
  const { stdout } = await execa('lsof', ['-a', '-d', 'cwd', '-Fpn'], { reject: false })
  let pid = 0
  const found: number[] = []
  for (const line of stdout.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    else if (line === `n${folder}` || line.startsWith(`n${folder}/`)) found.push(pid)
  }
  return found.filter((each) => each !== process.pid)
}

export function signal(pids: Iterable<number>, name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Freezes everything in the folder; looks again until nothing new has been forked in the meantime. */
export async function freezeAll(folder: string): Promise<number[]> {
  let frozen: number[] = []
  for (;;) {
    const now = await processesIn(folder)
    signal(now, 'SIGSTOP')
    if (now.every((pid) => frozen.includes(pid))) return now
    frozen = now
  }
}

/** Ends everything in the folder at one moment, and returns when nothing is left. */
export async function killAll(folder: string): Promise<void> {
  signal(await freezeAll(folder), 'SIGKILL')
  await gone(folder, 10_000)
}

/** Returns when nothing lives in the folder any more. */
export async function gone(folder: string, timeoutMs: number): Promise<void> {
  let there: number[] = []
  // To look at every process of the machine takes long, so those that were there are asked for until they are gone.
  const left = async () => {
    there = there.filter((pid) => livesIn(pid, folder))
    if (there.length === 0) there = await processesIn(folder)
    return there.length
  }
  for (let waited = 0; (await left()) > 0; waited += 10) {
    if (waited >= timeoutMs)
      throw new SplitbrainError(
        'timeout',
        `Processes in ${folder} are still there after ${timeoutMs / 1000} s; end them by hand.`,
      )
    await sleep(10)
  }
}
