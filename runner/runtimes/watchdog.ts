import { spawn, type ChildProcess } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sweepRuns } from './sweep.ts'

// What the harness had asked an engine for may appear a moment after the harness is gone.
const ROUNDS = 3
const PAUSE_MS = 1_000

let watchdog: ChildProcess | undefined

/**
 * Has a run watched over by the process that outlives a killed harness: it waits for the end of its standard input,
 * which only this process holds open, and then removes whatever the runs left that were named to it. There is one for
 * all runs of a harness.
 */
export function watchOver(runId: string): void {
  watchdog ??= startWatchdog()
  watchdog.stdin!.write(`${runId}\n`)
}

function startWatchdog(): ChildProcess {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  })
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.stdin.on('error', () => {})
  // Whoever ends it leaves the next run to another.
  for (const end of ['error', 'exit']) child.once(end, () => (watchdog = undefined))
  return child
}

async function watch(): Promise<void> {
  const runIds = new Set((await text(process.stdin)).split('\n'))
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await sleep(PAUSE_MS)
    await sweepRuns(runIds).catch(() => {})
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await watch()
