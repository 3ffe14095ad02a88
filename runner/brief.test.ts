import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brief } from './brief.ts'

const operation = { index: 0, process: 0, type: 'ok' as const, f: 'read', timeNs: 0 }

function resultOf(anomalies: number, value: unknown) {
  const anomaly = { name: 'lost write', summary: '', witness: [{ ...operation, value }] }
  return { verdict: 'fail' as const, anomalies: Array.from({ length: anomalies }, () => anomaly) }
}

test('keeps the number of anomalies when it keeps only the first of them', () => {
  const { anomalies, anomalyCount } = brief(resultOf(5000, 1))
  assert.equal(anomalies.length, 20)
  assert.equal(anomalyCount, 5000)
})

test('shrinks long lists to both ends, inside micro-operations too', () => {
  const whole = Array.from({ length: 1000 }, (_, i) => i)
  const [{ witness }] = brief(resultOf(1, whole)).anomalies
  assert.deepEqual(witness[0].value, [0, 1, 2, 3, 4, '… 990 more …', 995, 996, 997, 998, 999])
  const [inner] = brief(resultOf(1, [['r', 7, whole]])).anomalies
  assert.equal(JSON.stringify(inner.witness[0].value).length < 100, true)
})

test('leaves short values as they were', () => {
  const [{ witness }] = brief(resultOf(1, [1, 2, 3])).anomalies
  assert.deepEqual(witness[0].value, [1, 2, 3])
})
