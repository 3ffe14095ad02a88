import assert from 'node:assert/strict'
import { test } from 'node:test'
import { positionIn } from './position.ts'

const cluster = '054b10de-e9e2-11f1-8f89-d3d401cbe7c1'
const state = (seqno: number) =>
  `# GALERA saved state\nversion: 2.1\nuuid:    ${cluster}\nseqno:   ${seqno}\nsafe_to_bootstrap: 0\n`

test('a state that was saved tells up to where the data go, or that it was not saved at the end', () => {
  assert.deepEqual(positionIn(state(42)), { cluster, seqno: 42 })
  assert.deepEqual(positionIn(state(-1)), { cluster, seqno: -1 })
  assert.equal(positionIn('cat: no such file'), undefined)
})
