import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { toYaml } from '../../cli/schedule-file.ts'
import type { Schedule } from '../../scenarios/schedule/schedule.ts'
import { startOwnServers } from '../external/own-servers.ts'
import { verdicts } from '../runs/run-of.ts'
import { outputFolder, runScenario } from '../runs/splitbrain.ts'

/** The standby hears nothing for a while before the primary dies, so that what is lost hangs on no chance. */
const steps: Schedule = [
  { fault: 'partition-n2', at: '3s', until: '13s' },
  { fault: 'kill-n1:lead=0', at: '9s', until: '19s' },
]
const load = ['--time-limit', '22', '--seed', '5', '--rate', '100', '--concurrency', '4']

/** What the steps put on trial in each mode. */
const telling = {
  async: 'async-failover-may-lose-the-latest-writes',
  on: 'sync-failover-loses-nothing',
}

describe('external on servers of somebody’s own', { concurrency: true }, () => {
  for (const sync of ['async', 'on'] as const)
    test(`sync ${sync}: the same steps come to the same verdicts as on servers of ours`, async () => {
      await using output = await outputFolder()
      const schedule = join(output.path, 'steps.yaml')
      await writeFile(schedule, toYaml(steps))
      const asked = ['--schedule', schedule, ...load]
      const ours = await runScenario(output.path, ['--sync', sync, '--standbys', '1', ...asked])
      await using own = await startOwnServers({ sync })
      const words = ['--cluster', own.file, '--yes', ...asked]
      const theirs = await runScenario(output.path, words, {}, 'external')
      const [expected, found] = [ours, theirs].map(({ results }) => verdicts(results))
      for (const id of [telling[sync], 'standbys-refuse-writes'])
        assert.deepEqual([id, expected[id], found[id]], [id, 'holds', 'holds'], theirs.stderr)
      // What a busy machine gave no chance to is no other verdict.
      const decided = (id: string) => ![expected[id], found[id]].includes('unknown')
      const others = Object.keys(found).filter((id) => id in expected && decided(id))
      assert.deepEqual(
        others.map((id) => [id, found[id]]),
        others.map((id) => [id, expected[id]]),
      )
      for (const { results } of [ours, theirs]) assert.equal(results.lost! > 0, sync === 'async')
      assert.deepEqual(await own.schemas(), [])
    })

  test('who promises that commits wait, on servers where none does, is convicted of what that loses', async () => {
    await using output = await outputFolder()
    const schedule = join(output.path, 'steps.yaml')
    await writeFile(schedule, toYaml(steps))
    await using own = await startOwnServers()
    const file = await own.write('promise.yaml', { ...own.content, sync: 'on' })
    const words = ['--cluster', file, '--yes', '--schedule', schedule, ...load]
    const { results, stderr } = await runScenario(output.path, words, {}, 'external')
    assert.equal(results.verdict, 'fail', stderr)
    const claim = results.claims.find(({ id }) => id === 'sync-failover-loses-nothing')
    assert.match(claim!.reason, /^The mode was not in force/)
    assert.match(JSON.stringify(results.findings), /No claim allows what durability found/)
  })
})
