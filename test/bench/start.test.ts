import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitbrain } from '../runs/splitbrain.ts'

test('a start ends with a row that all copies have, some time after servers were there', async () => {
  const asked = ['--only', 'hot-standby embedded', '--times', '1', '--json']
  const { exitCode, stdout, stderr } = await splitbrain(['bench', 'start', ...asked])
  assert.equal(exitCode, 0, stderr)
  const [{ topology, runtime, starts }, ...others] = JSON.parse(stdout)
  assert.deepEqual([topology, runtime, starts.length, others], ['hot-standby', 'embedded', 1, []])
  assert.ok(starts[0].replicatedSeconds > starts[0].startedSeconds)
})
