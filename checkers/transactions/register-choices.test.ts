import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { History } from '../../history/history.ts'
import { replay } from './replay.ts'
import { rwRegister } from './rw-register.ts'
import { ended, sequence, spans } from './testing.ts'

const check = (history: History, model = 'strict-serializable', initial?: unknown) =>
  rwRegister({ models: [model] }).check(history, initial === undefined ? {} : { initial })

describe('registers whose values are written again', () => {
  it('pass by an order in which each read is of some write of its value', () => {
    const history = sequence('wx1', 'gx1', 'wx2', 'gx2', 'wx1', 'gx1')
    const { verdict, order, reason } = check(history)
    assert.equal(verdict, 'pass')
    replay(history, order!, 'serial')
    assert.match(
      reason!,
      /^operation 3 read 1 in key "x", which is of several writes \(operation 1, operation 9\), and so it is with 1 more read\.$/,
    )
  })

  it('pass though the nearest write is not the one', () => {
    const history = ended('wx1wy1', 'gx1gy2', 'wx1wy2', 'gx1gy1')
    for (const model of ['serializable', 'snapshot-isolation', 'causal-cerone'])
      assert.equal(check(history, model).verdict, 'pass')
  })

  it('fail where it is wrong whichever write was read, told for each', () => {
    const { verdict, anomalies, anomalyTypes, not, reason, strongest } = check(
      sequence('wx1', 'wx2', 'wx1', 'wx3', 'gx1'),
    )
    assert.equal(verdict, 'fail')
    assert.deepEqual(anomalyTypes, ['not-strong-serializable'])
    assert.ok(not.includes('strong-serializable') && !not.includes('serializable'))
    assert.deepEqual(strongest, [])
    assert.deepEqual(
      anomalies.map(({ summary }) => summary.slice(0, summary.indexOf('. '))),
      [
        'Suppose that operation 9 read the 1 in key "x" that operation 5 wrote',
        'Suppose that operation 9 read the 1 in key "x" that operation 1 wrote',
      ],
    )
    assert.ok(anomalies.every(({ witness, detail }) => witness.length > 2 && detail !== undefined))
    assert.match(reason!, /wrong whichever it was: 2 ways were tried\.$/)
  })

  it('fail by what is wrong beside them as ever, without a supposition', () => {
    const { anomalies, anomalyTypes } = check(
      ended('wz1', 'wz1', 'gz1gx_wy1', 'gy_wx1'),
      'serializable',
    )
    assert.deepEqual(anomalyTypes, ['G2-item'])
    assert.match(anomalies[0].summary, /^T\d and T\d each came before the other/)
  })

  it('accuse nobody of reading its own later write that another made before', () => {
    assert.equal(check(sequence('wx1', 'gx1wx1', 'gx1')).verdict, 'pass')
    assert.ok(check(ended('gx1wx1', 'gx1'), 'serializable').anomalyTypes.includes('future-read'))
  })

  it('take what a transaction wrote itself for what it read', () => {
    const { verdict, reason } = check(sequence('wx1', 'wx1gx1'))
    assert.deepEqual([verdict, reason], ['pass', undefined])
    assert.equal(check(sequence('wx2', 'wx1wx1', 'gx1')).verdict, 'pass')
  })

  it('may hold at first what is written later', () => {
    assert.equal(check(sequence('wx7', 'gx7', 'wx1', 'wx7', 'gx7'), undefined, 7).verdict, 'pass')
    const stale = check(sequence('gx7', 'wx7', 'wx1', 'gx7'), undefined, 7)
    assert.equal(stale.verdict, 'fail')
    assert.match(
      stale.anomalies.map(({ summary }) => summary).join(),
      /in key "x" that was there at first/,
    )
  })

  it('know that a write without an answer happened only if nothing else explains the read', () => {
    const late = spans('0 [wx1', '0 info', '1 wx2', '2 gx1')
    assert.equal(check(late).verdict, 'pass')
    const either = spans('0 wx1', '1 [wx1', '1 info', '2 wx2', '3 gx1')
    assert.equal(check(either).verdict, 'pass')
    const aborted = spans('0 wx1', '1 [wx1', '1 fail', '2 wx2', '3 gx1')
    assert.equal(check(aborted).verdict, 'fail')
  })

  it('are unknown where there are too many ways, with the value and who wrote it', () => {
    const keys = 'abcdefghijklmnopqrstu'.split('')
    const same = keys.flatMap((key) => [`w${key}1`, `w${key}1`, `g${key}1`])
    const { verdict, reason, anomalies, order, strongest } = check(
      ended(...same, 'wx1wy1', 'wx1wy2', 'gx1gy_'),
      'serializable',
    )
    assert.equal(verdict, 'unknown')
    assert.deepEqual([anomalies, order, strongest], [[], undefined, []])
    assert.match(reason!, /^operation 2 read 1 in key "a", .* \(operation 0, operation 1\), and/)
    assert.match(reason!, /There are too many ways to take them: of \d+ none passed\.$/)
  })
})
