import { randomInt } from 'node:crypto'
import { Command } from 'commander'
import type { RunResults } from '../runner/results.ts'
import { chooseScenario } from './choose.ts'
import { cancelOnSignal, execute } from './execute.ts'
import { exitCodeOf } from './exit-code.ts'
import { interruption } from './progress.ts'
import { show } from './show.ts'
import { refuseUnwritable } from './writable.ts'

/** What a newcomer sees first: the same crash with and without somebody waiting for a standby. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('kill a primary under load, replicated asynchronously and then synchronously')
    .action(async () => {
      await refuseUnwritable({ output: 'runs' })
      const cancelled = cancelOnSignal()
      const seed = randomInt(2 ** 31 - 1)
      const all: RunResults[] = []
      const paths = new Map<string, string>()
      for (const [i, sync] of ['async', 'on'].entries()) {
        const scenario = chooseScenario('hot-standby', { sync, timeLimit: 10 })
        const place = { runtime: 'embedded' as const, output: 'runs' }
        const series = { run: i + 1, of: 2 }
        const { results, path } = await execute({ scenario, ...place, seed, cancelled, series })
        all.push(results)
        paths.set(results.run.id, path)
        if (cancelled.aborted) break
      }
      if (cancelled.aborted) process.stderr.write(`\n${interruption(all.length, 2)}\n`)
      await show(all, paths, {})
      process.exitCode = exitCodeOf(all, cancelled.aborted)
    })
}
