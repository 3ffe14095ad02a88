import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { toYaml } from '../../cli/schedule-file.ts'
import type { Schedule } from '../../scenarios/schedule/schedule.ts'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startOwnServers } from '../external/own-servers.ts'
import { verdicts } from '../runs/run-of.ts'
import { outputFolder, runScenario } from '../runs/splitbrain.ts'

/** The standby hears nothing for a while before the primary dies, so that what is lost hangs on no chance. */
const steps: Schedule = [
  { fault: 'partition-n2', at: '3s', until: '13s' },
  { fault: 'kill-n1:lead=0', at: '9s', until: '19s' },
]
const load = ['--time-limit', '22', '--seed', '5']

describe('external on servers of somebody’s own', () => {
  for (const sync of ['async', 'on'])
    test(`sync ${sync}: the same steps come to the same verdicts as on servers of ours`, async () => {
      await using output = await outputFolder()
      const schedule = join(output.path, 'steps.yaml')
      await writeFile(schedule, toYaml(steps))
      const asked = ['--schedule', schedule, ...load]
      const ours = await runScenario(output.path, ['--sync', sync, '--standbys', '1', ...asked])
      await using own = await startOwnServers({ sync })
      const theirs = await runScenario(
        output.path,
        ['--cluster', own.file, '--yes', ...asked],
        {},
        'external',
      )
      const [expected, found] = [ours, theirs].map(({ results }) => verdicts(results))
      const inCommon = Object.keys(found).filter((id) => id in expected)
      const only = (all: Record<string, string>) => inCommon.map((id) => `${id} ${all[id]}`)
      assert.deepEqual(only(found), only(expected), theirs.stderr)
      const telling =
        sync === 'on' ? 'sync-failover-loses-nothing' : 'async-failover-may-lose-the-latest-writes'
      assert.equal(found[telling], 'holds')
      assert.equal(theirs.results.lost! > 0, sync === 'async')
      assert.equal(theirs.results.lost! > 0, ours.results.lost! > 0)
      assert.deepEqual(await own.schemas(), [])
    })
})
