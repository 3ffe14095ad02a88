import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { IntegrityResult } from '../../checkers/integrity/integrity.ts'
import { skipDevices as skip } from '../runs/device-here.ts'
import { outputFolder, runScenario } from '../runs/splitbrain.ts'
import { tellRun } from '../runs/tell-run.ts'

const trials = [
  ['disk-errors-primary', /^PANIC: .*: Input\/output error$/],
  ['fill-disk-primary:of=wal', /^PANIC: .*: No space left on device$/],
] as const

describe('what a server says of its disk is no damage', { skip, concurrency: 2 }, () => {
  for (const [fault, says] of trials)
    test(`${fault}: it ends itself and says why, and all is sound`, async () => {
      await using output = await outputFolder()
      const words = ['--runtime', 'docker', '--disk', 'device', '--standbys', '1']
      const load = ['--rate', '100', '--concurrency', '4', '--seed', '7', '--faults', fault]
      const { results, stderr } = await runScenario(output.path, [...words, ...load])
      const { verdict, inspections } = results.checks.integrity as IntegrityResult
      assert.equal(verdict, 'pass', tellRun(results))
      const said = inspections.flatMap(({ findings }) => findings)
      assert.ok(
        said.some((line) => says.test(line)),
        tellRun(results),
      )
      // Known though the operator killed the node.
      assert.match(stderr, /effect:\s+(requests failed|refusals)\s+\d/)
    })
})
