import assert from 'node:assert/strict'
import { test } from 'node:test'
import { haveKnownHistories, judgeKnownHistories } from './testing/known-histories.ts'

const skip = haveKnownHistories
  ? false
  : 'the histories with known verdicts are not on this machine'

test('public histories are judged as their publishers say', { skip }, async () => {
  let judged = 0
  for await (const { file, expected, result } of judgeKnownHistories()) {
    judged++
    assert.equal(result.verdict, expected, `${file}: ${result.reason}`)
  }
  assert.equal(judged, 128)
})
