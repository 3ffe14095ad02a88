import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startStack, type Stack } from '../external/compose-stack.ts'
import { skipContainers } from '../runs/docker.ts'
import { verdicts } from '../runs/run-of.ts'
import { outputFolder, runScenario } from '../runs/splitbrain.ts'

describe('external on a compose project', { skip: skipContainers }, () => {
  let stack: Stack
  before(async () => void (stack = await startStack()))
  after(() => stack?.[Symbol.asyncDispose]())

  async function run(...words: string[]) {
    await using output = await outputFolder()
    const args = ['--cluster', stack.file, '--yes', ...words]
    return runScenario(output.path, args, {}, 'external')
  }

  test('the engine kills its primary, which comes back with all that it acknowledged', async () => {
    const { results, stderr } = await run('--faults', 'kill-primary', '--time-limit', '15')
    assert.equal(verdicts(results)['crash-loses-nothing'], 'holds', stderr)
    assert.equal(results.verdict, 'pass', stderr)
  })

  test('a standby is paused and taken off its network, and has all in the end', async () => {
    const faults = 'pause-db2,partition-db2'
    const { results, stderr } = await run('--faults', faults, '--time-limit', '25')
    assert.equal(verdicts(results)['commits-wait-for-no-standby'], 'holds', stderr)
    assert.equal(results.checks.divergence.verdict, 'pass', stderr)
    assert.equal(results.verdict, 'pass', stderr)
  })
})
