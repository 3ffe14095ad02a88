import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import { skipContainers as skip } from './docker.ts'
import { outputFolder } from './splitbrain.ts'

/** All nodes lose their power at once, under load, and come back with what their disks have. */
async function run(fsync: 'on' | 'off') {
  await using output = await outputFolder()
  const schedule = [{ fault: 'power-cut-all', at: '2s', for: '500ms' }]
  const load = { schedule, rate: 200, concurrency: 4, timeLimit: 5 }
  const words = { ...load, standbys: 1, disk: 'device', patience: 20, fsync }
  const scenario = chooseScenario('hot-standby', words)
  const cancelled = new AbortController().signal
  const where = { runtime: 'docker', seed: 1, output: output.path, cancelled } as const
  const { results } = await execute({ scenario, ...where })
  return { results, seen: JSON.stringify({ ...results, checks: undefined }, null, 2) }
}

describe('a loss of power at all nodes', { skip, timeout: 300_000 }, () => {
  test('loses nothing that was acknowledged', async () => {
    const { results, seen } = await run('on')
    const claim = results.claims.find(({ id }) => id === 'crash-loses-nothing')
    assert.equal(claim?.verdict, 'holds', seen)
    assert.ok(results.acknowledged! > 0, seen)
    assert.equal(results.lost, 0, seen)
  })

  test('loses it without fsync, as the manual says', async () => {
    const { results, seen } = await run('off')
    const claim = results.claims.find(({ id }) => id === 'power-loss-may-lose-without-fsync')
    assert.equal(claim?.verdict, 'holds', seen)
    assert.ok(results.lost! > 0, seen)
  })
})
