import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCausallyConsistent } from './causal.ts'
import { answered, waitsForAny } from './judged.fixture.ts'
import { evidence, failover, mode, read, write, type Lines } from './reads.fixture.ts'

const claim = isCausallyConsistent(waitsForAny, 'n1')
const names = 'ANY 2 (n1, n2, n3)'
const decide = (...lines: Lines[]) =>
  claim.decide(answered('linearizability', 'pass'), evidence(mode(names), ...lines))

test('a standby that does not show a process what it wrote breaks it', () => {
  const { verdict, reason } = decide(write(1), write(2), read(1, 'n2', 0))
  assert.equal(verdict, 'violated')
  assert.match(reason, /wrote 2 and then read the older 1. \(read your writes\)/)
})

test('and so does one that shows it less than before', () => {
  const back = [write(1), write(2), read(2, 'n2', 1), read(1, 'n2', 1)]
  assert.match(decide(...back).reason, /monotonic reads/)
})

test('what another process has not read yet may be missing', () => {
  const behind = [write(1), write(2), read(2, 'n2', 0), read(1, 'n3', 5)]
  const { verdict, power } = decide(...behind)
  assert.deepEqual([verdict, power], ['holds', { readsAfterOwnWrites: 1 }])
})

test('it is on trial where a standby was asked after a write, and nobody failed over', () => {
  assert.ok(typeof claim.trial === 'function')
  const onTrial = (...lines: Lines[]) =>
    (claim.trial as (e: unknown) => boolean)(evidence(mode(names), ...lines))
  assert.ok(onTrial(write(1), read(1, 'n2', 0)))
  assert.ok(!onTrial(write(1), read(1, 'n1', 0)), 'the primary')
  assert.ok(!onTrial(write(1), read(1, 'n2', 7)), 'who wrote nothing')
  assert.ok(!onTrial(write(1), read(1, 'n2', 0), failover('n1', 'n2')))
})

test('nothing is said of a mode that was not in force', () => {
  const other = evidence(mode(''), write(1), read(1, 'n2', 0))
  assert.equal(claim.decide(answered('linearizability', 'pass'), other).verdict, 'unknown')
})
