import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addLine, emptyLog } from './log.ts'

test('times become nanoseconds, the lag is that of a rate, and failures have their code', () => {
  const logged = emptyLog()
  const lines = [
    '0 1 2500 0 1700000000 100',
    '1 1 500 0 1700000000 200 120',
    '0 2 deadlock 0 1700000000 300',
    '0 3 serialization 0 1700000000 400',
    '0 4 serialization 0 1700000000 500',
  ]
  for (const line of lines) addLine(line, logged)
  const { latencies, lateness, failed } = logged
  assert.deepEqual([latencies.count, lateness.count], [2, 1])
  assert.ok(Math.abs(latencies.maxNs / 2.5e6 - 1) < 0.001)
  assert.ok(Math.abs(lateness.maxNs / 1.2e5 - 1) < 0.001)
  assert.deepEqual(failed, { '40P01': 1, '40001': 2 })
})

test('what is no transaction is told', () => {
  for (const line of ['', 'nonsense', '0 1 skipped 0 1 2'])
    assert.throws(() => addLine(line, emptyLog()), { code: 'crash' })
})
