import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bank } from '../../workloads/bank.ts'
import { checkersOf } from './judged.ts'

test('no second copy is looked for, and what is prepared on shards is, where clients prepare', () => {
  const names = (commit: 'one-phase' | 'two-phase') =>
    checkersOf(bank('repeatable-read'), { commit }).map(({ name }) => name)
  assert.deepEqual(names('one-phase'), ['bank', 'durability'])
  assert.deepEqual(names('two-phase'), ['bank', 'durability', 'orphans'])
})
