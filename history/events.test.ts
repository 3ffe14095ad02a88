import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventKinds, undoneBy, undoOf } from './events.ts'
import { History } from './history.ts'
import type { Operation } from './operation.ts'

const historyOf = (...operations: Partial<Operation>[]): History =>
  History.from(
    operations.map((each, index) => ({
      process: 'fault',
      type: 'invoke',
      f: 'kill',
      value: null,
      timeNs: index,
      index,
      ...each,
    })),
  )

test('an event has the kind that it says, and a client’s operation has none', () => {
  const { kinds } = historyOf(...eventKinds.map((kind) => ({ kind, f: `event ${kind}` })), {
    process: 1,
    f: 'add',
  })
  assert.deepEqual([...kinds.values()], [...eventKinds])
})

test('events of older histories have the kinds that their names had', () => {
  const names = ['kill-primary', 'undo kill-primary', 'detect', 'fence', 'failover']
  const { kinds } = historyOf(...names.map((f) => ({ f })))
  assert.deepEqual([...kinds.values()], ['fault', 'undo', 'observed', 'operator', 'operator'])
})

test('a kind that there is not, or of a client’s operation, is refused with its place', () => {
  const wrong = { kind: 'accident' as never }
  assert.throws(() => historyOf(wrong), /operation 0: kind is "accident"/)
  assert.throws(() => historyOf({ process: 0, kind: 'fault' }), /operation 0: kind is "fault"/)
})

test('an undo tells by its name what it takes back', () => {
  assert.equal(undoneBy(undoOf('kill-n1')), 'kill-n1')
})
