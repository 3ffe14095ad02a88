import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exitCodes } from '../../history/errors.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const load = ['--sync', 'on', '--time-limit', '8', '--rate', '100', '--concurrency', '2']

/** Which standby's death stops whom, by who has to confirm a commit. */
export function confirmers(runtime: RuntimeName, skip: string | false): void {
  describe(
    `who confirms commits on the ${runtime} runtime`,
    { skip, concurrency: runtime === 'docker' ? 2 : true },
    () => {
      const cases: [what: string, words: string[], fault: string, told: Record<string, RegExp>][] =
        [
          [
            'both that are named must',
            ['--sync-names', 'FIRST 2 (n2, n3)'],
            'kill-n3',
            { 'commits-wait-for-a-standby': /only n2, 0 of \d+ .* must wait/ },
          ],
          [
            'the next one does where the first is gone',
            ['--sync-names', 'FIRST 1 (n2, n3)'],
            'kill-n2',
            { 'commits-wait-for-a-standby': /only n3, \d{2,} of \d+ .* need not wait/ },
          ],
          [
            'who streams from a standby does not, and nobody misses it',
            ['--cascade', 'yes'],
            'kill-n3',
            {
              'commits-wait-for-a-standby': /need not wait/,
              'cascade-is-asynchronous': /took a cascaded standby, \d{2,} of/,
            },
          ],
          [
            'nor does it help where the one above it is gone',
            ['--cascade', 'yes'],
            'kill-n2',
            { 'commits-wait-for-a-standby': /only n3, 0 of \d+ .* must wait/ },
          ],
        ]
      for (const [what, words, fault, told] of cases)
        test(what, async () => {
          await using output = await outputFolder()
          const asked = ['--runtime', runtime, '--faults', fault, ...words, ...load]
          const { exitCode, results } = await runScenario(output.path, asked)
          assert.equal(exitCode, exitCodes.ok, tellRun(results))
          assert.deepEqual(
            results.claims.map(({ id }) => id).toSorted(),
            Object.keys(told).toSorted(),
          )
          for (const { id, reason } of results.claims) assert.match(reason, told[id])
        })
    },
  )
}
