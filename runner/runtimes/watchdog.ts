import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sweepRun } from './sweep.ts'

// What the harness had asked an engine for may appear a moment after the harness is gone.
const ROUNDS = 3
const PAUSE_MS = 1_000

/**
 * Starts the process that outlives a killed harness: it waits for the end of its standard input, which only this
 * process holds open, and then removes whatever the run left.
 */
export function startWatchdog(runId: string, withContainers: boolean): void {
  const argv = [fileURLToPath(import.meta.url), runId, withContainers ? 'containers' : 'processes']
  const child = spawn(process.execPath, argv, {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  })
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.stdin?.on('error', () => {})
}

async function watch(runId: string, withContainers: boolean): Promise<void> {
  process.stdin.resume()
  await new Promise((resolve) => process.stdin.once('end', resolve).once('error', resolve))
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await sleep(PAUSE_MS)
    await sweepRun(runId, withContainers).catch(() => {})
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await watch(process.argv[2], process.argv[3] === 'containers')
