import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startStack, type Stack } from '../external/compose-stack.ts'
import { skipContainers } from '../runs/docker.ts'
import { verdicts } from '../runs/run-of.ts'
import { outputFolder, runScenario } from '../runs/splitbrain.ts'

async function run({ file }: Stack, ...words: string[]) {
  await using output = await outputFolder()
  return await runScenario(output.path, ['--cluster', file, '--yes', ...words], {}, 'external')
}

describe('external on a compose project', { skip: skipContainers }, () => {
  let stack: Stack
  before(async () => void (stack = await startStack()))
  after(() => stack?.[Symbol.asyncDispose]())

  test('the engine kills its primary, which comes back with all that it acknowledged', async () => {
    const { results, stderr } = await run(stack, '--faults', 'kill-primary', '--time-limit', '15')
    assert.equal(verdicts(results)['crash-loses-nothing'], 'holds', stderr)
    assert.equal(results.lost, 0)
    // Nobody took its place, so that nothing is known of failovers.
    const claim = results.claims.find(({ id }) => id.startsWith('async-failover'))
    assert.match(claim!.reason, /^No failover took place/)
    assert.equal(results.verdict, 'unknown', stderr)
  })

  test('a standby is paused and taken off its network, and has all in the end', async () => {
    const words = ['--faults', 'pause-db2,partition-db2', '--time-limit', '25']
    const { results, stderr } = await run(stack, ...words)
    assert.equal(verdicts(results)['commits-wait-for-no-standby'], 'holds', stderr)
    assert.equal(results.checks.divergence.verdict, 'pass', stderr)
    assert.equal(results.verdict, 'pass', stderr)
  })
})

describe('external on a compose project of MariaDB', { skip: skipContainers }, () => {
  let stack: Stack
  before(async () => void (stack = await startStack('mariadb')))
  after(() => stack?.[Symbol.asyncDispose]())

  test('its primary comes back with all, and its replica has the same', async () => {
    const words = ['--faults', 'kill-primary', '--workload', 'bank', '--time-limit', '15']
    const { results, stderr } = await run(stack, ...words)
    const { bank, durability, divergence } = results.checks
    assert.deepEqual(
      [bank.verdict, durability.verdict, divergence.verdict],
      ['pass', 'pass', 'pass'],
      stderr,
    )
    assert.ok(results.acknowledged! > 0)
    // Nothing is claimed of a database that is not PostgreSQL.
    assert.equal(results.verdict, 'unknown')
  })
})
