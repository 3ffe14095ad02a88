import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { sabotaged, sabotages } from './planted.ts'
import { outputFolder } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

/** More clients that connect at once would only make the machine busy, and none of them may get in. */
const few = { concurrency: 2 }

/** Each of these sabotages under each of these faults; all pairs are part of the evidence. */
export function plantedDefects(
  runtime: RuntimeName,
  skip: string | false,
  pairs: [sabotage: string, fault: string][],
): void {
  // Containers of several clusters at once starve each other, where the engine has few cores.
  const concurrency = runtime === 'docker' ? 1 : 3
  describe(`planted defects on the ${runtime} runtime`, { skip, concurrency }, () => {
    for (const [seed, [name, fault]] of pairs.entries())
      test(`${name}, then ${fault}: the run does not pass and says why`, async () => {
        await using output = await outputFolder()
        const sabotage = sabotages.find((each) => each.name === name)!
        const deed = { ...sabotage, words: { ...sabotage.words, ...few } }
        const where = { fault, runtime, output: output.path, seed }
        const results = await sabotaged(deed, where)
        const { verdict, claims, findings, error } = results
        const seen = tellRun(results)
        assert.equal(error, undefined, seen)
        assert.notEqual(verdict, 'pass', seen)
        assert.ok(
          [...claims, ...findings].some(({ reason }) => sabotage.told.test(reason)),
          seen,
        )
      })
  })
}
