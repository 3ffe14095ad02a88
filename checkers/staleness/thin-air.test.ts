import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation, OpType } from '../../history/operation.ts'
import { assertLaws } from '../laws.ts'
import { thinAir } from './thin-air.ts'

type Line = [process: number, type: OpType, f: string, value: unknown, key?: number]

const judge = (lines: Line[], initial?: unknown) => {
  const operations: Operation[] = lines.map(([process, type, f, value, key = 1], index) => ({
    process,
    type,
    f,
    value,
    key,
    index,
    timeNs: index,
  }))
  assertLaws(thinAir(), operations, { about: { initial } })
  const { verdict, anomalies } = thinAir().check(History.from(operations), { initial })
  return [verdict, ...anomalies.map(({ name }) => name)]
}

const call = (process: number, f: string, value: unknown, key?: number): Line[] => [
  [process, 'invoke', f, f === 'read' ? null : value, key],
  [process, 'ok', f, value, key],
]

test('any value that was ever written passes, however old, and so does what was there at first', () => {
  const writes = [...call(0, 'write', 1), ...call(0, 'cas', [1, 2]), ...call(0, 'write', 3)]
  for (const value of [null, 1, 2, 3])
    assert.deepEqual(judge([...writes, ...call(1, 'read', value)]), ['pass'])
  assert.deepEqual(judge(call(1, 'read', 0), 0), ['pass'])
})

test('a write of which nobody knows whether it happened may be seen, and one that is under way', () => {
  const lines: Line[] = [
    [0, 'invoke', 'write', 1],
    [0, 'info', 'write', 1],
    [2, 'invoke', 'write', 2],
    ...call(1, 'read', 1),
    ...call(1, 'read', 2),
  ]
  assert.deepEqual(judge(lines), ['pass'])
})

test('what nobody wrote, or only to another key, or in vain, comes from thin air', () => {
  assert.deepEqual(judge(call(1, 'read', 9)), ['fail', 'thin-air read'])
  assert.deepEqual(judge([...call(0, 'write', 1, 2), ...call(1, 'read', 1, 1)]), [
    'fail',
    'thin-air read',
  ])
  const failed: Line[] = [
    [0, 'invoke', 'write', 1],
    [0, 'fail', 'write', 1],
  ]
  assert.deepEqual(judge([...failed, ...call(1, 'read', 1)]), ['fail', 'thin-air read'])
})

test('what is written only after a read is its future', () => {
  assert.deepEqual(judge([...call(1, 'read', 1), ...call(0, 'write', 1)]), ['fail', 'future read'])
})

test('nothing is said where no register was read', () => {
  assert.deepEqual(judge(call(0, 'write', 1)), ['unknown'])
})

test('the key is told as its operation names it', () => {
  const read = { process: 1, type: 'ok' as const, timeNs: 0 }
  const summary = (operation: object) => {
    const history = History.from([{ ...read, index: 0, f: 'read', value: 9, ...operation }], {
      completionOnly: true,
    })
    return thinAir().check(history, {}).anomalies[0].summary
  }
  assert.equal(summary({ key: 7 }), 'A read of key 7 saw 9, which nobody wrote.')
  assert.equal(summary({}), 'A read saw 9, which nobody wrote.')
  assert.equal(
    summary({ f: 'txn', value: [['r', 'x', 9]] }),
    'A read of key x saw 9, which nobody wrote.',
  )
})
