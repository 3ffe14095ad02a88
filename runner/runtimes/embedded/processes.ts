import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'

const POLL_MS = 10

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

/** Whether something lives in the folder, and all of it is stopped by a signal. */
export async function isStill(folder: string): Promise<boolean> {
  const pids = await processesIn(folder)
  const states = process.platform === 'linux' ? pids.map(stateOf) : await statesByPs(pids)
  return states.length > 0 && states.every((state) => state === 'T')
}

/** The letter after its name, which may have anything in it. */
function stateOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')')).split(' ')[1]
  } catch {
    return undefined
  }
}

async function statesByPs(pids: readonly number[]): Promise<string[]> {
  const { execa } = await import('execa')
  const { stdout } = await execa('ps', ['-o', 'state=', '-p', pids.join(',')], { reject: false })
  return stdout.split('\n').map((line) => line.trim().slice(0, 1))
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
  const isGone = async () => {
    there = there.filter((pid) => livesIn(pid, folder))
    if (there.length === 0) there = await processesIn(folder)
    return there.length === 0
  }
  if (await comesTrue(isGone, timeoutMs)) return
  throw new SplitbrainError(
    'timeout',
    `Processes in ${folder} are still there after ${timeoutMs / 1000} s; end them by hand.`,
  )
}

/** Returns when all that was frozen in a folder stands still, for who is told to stop goes on for a moment. */
export async function still(folder: string, timeoutMs: number): Promise<void> {
  const isOver = async () => (await processesIn(folder)).length === 0 || (await isStill(folder))
  if (await comesTrue(isOver, timeoutMs)) return
  throw new SplitbrainError(
    'timeout',
    `Processes in ${folder} go on ${timeoutMs / 1000} s after they were to stop; end them by hand.`,
  )
}

async function comesTrue(is: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; waited < timeoutMs; waited += POLL_MS) {
    if (await is()) return true
    await sleep(POLL_MS)
  }
  return is()
}
