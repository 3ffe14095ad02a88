import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { outputFolder } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const usual = { timeLimit: 9, rate: 100, concurrency: 4 }

/** Recoveries as they should be. */
const sound = {
  time: { target: 'time' },
  name: { target: 'name' },
  lsn: { target: 'lsn' },
  'lsn of a drop': { target: 'lsn', mistake: 'drop' },
  'time a second before': { shift: -1 },
  'time, twice': { faults: ['mistake', 'mistake'], timeLimit: 16 },
} satisfies Record<string, Record<string, unknown>>

/** A line that somebody left in the base backup's settings, which come after those of the recovery. */
const unsound = {
  'target inclusive': {
    words: { target: 'xid' },
    line: 'recovery_target_inclusive = on',
    reason: /writes are missing .* The server said: recovery stopping after commit of transaction/,
  },
  'no target': {
    words: { target: 'xid' },
    line: `recovery_target_xid = ''`,
    reason: /writes are missing .* The server said: nothing of a stop/,
  },
  'target too early': {
    words: { target: 'xid' },
    // One of the first of the clients' transactions.
    line: `recovery_target_xid = '850'`,
    reason:
      /writes are missing .* The server said: recovery stopping before commit of transaction 850,/,
  },
}

const outOfReach = {
  'before the base backup': {
    words: { shift: -3600 },
    told: /^Nothing was recovered to the time .* before the end of the base backup at .*recovery stopping before commit of transaction/,
  },
  'after the end of the archive': {
    words: { shift: 3600 },
    told: /^Nothing was recovered to the time .* after the end of the archive.* FATAL: {2}recovery ended before configured recovery target was reached$/,
  },
}

export interface Chosen {
  sound: (keyof typeof sound)[]
  unsound: (keyof typeof unsound)[]
  outOfReach: (keyof typeof outOfReach)[]
}

/** What a recovery to a point in time brings back, and that another point does not pass for it. */
export function pointsInTime(runtime: RuntimeName, skip: string | false, chosen: Chosen): void {
  const runOnce = async (words: Record<string, unknown>, line?: string): Promise<RunResults> => {
    await using output = await outputFolder()
    const scenario = chooseScenario('point-in-time', { ...usual, ...words })
    const { start } = scenario
    scenario.start = async (opened) => {
      const cluster = await start(opened)
      if (line !== undefined) {
        const append = `printf '%s\\n' "$1" >> backup/postgresql.auto.conf`
        const { exitCode, output: said } = await cluster
          .node('n1')
          .exec(['sh', '-c', append, 'sh', line])
        assert.equal(exitCode, 0, said)
      }
      return cluster
    }
    const cancelled = new AbortController().signal
    const where = { runtime, seed: 11, output: output.path, cancelled }
    return (await execute({ scenario, ...where })).results
  }

  const concurrency = runtime === 'docker' ? 2 : 4
  describe(`points in time on the ${runtime} runtime`, { skip, concurrency }, () => {
    for (const name of chosen.sound)
      test(`a recovery to the ${name} is exact`, async () => {
        const results = await runOnce(sound[name])
        const [{ power, verdict }] = results.claims
        assert.equal(verdict, 'holds', tellRun(results))
        assert.equal(results.verdict, 'pass', tellRun(results))
        assert.ok(power!.writesBefore > 0, tellRun(results))
        if (name !== 'lsn of a drop') assert.ok(power!.writesUndone > 0, tellRun(results))
      })

    for (const name of chosen.unsound)
      test(`${name}: a recovery that misses its point is found out`, async () => {
        const { words, line, reason } = unsound[name]
        const results = await runOnce(words, line)
        assert.equal(results.error, undefined)
        assert.equal(results.verdict, 'fail', tellRun(results))
        assert.equal(results.claims[0].verdict, 'violated', tellRun(results))
        assert.match(results.claims[0].reason, reason)
      })

    for (const name of chosen.outOfReach)
      test(`a target ${name} is told in a line, with the server’s own words`, async () => {
        const { words, told } = outOfReach[name]
        const results = await runOnce(words)
        assert.match(results.error!.message, told)
        assert.equal(results.verdict, 'unknown')
      })
  })
}
