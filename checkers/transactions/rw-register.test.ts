import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { History } from '../../history/history.ts'
import { rwRegister } from './rw-register.ts'
import { ended, sequence, spans } from './testing.ts'
import type { CycleDetail } from './cycle-detail.ts'

type Options = Parameters<typeof rwRegister>[0]

const check = (history: History, consistency?: string, options: Options = {}) =>
  rwRegister(options).check(history, consistency === undefined ? {} : { consistency })

const names = (history: History, consistency?: string, options: Options = {}) => {
  const { anomalyTypes, verdict } = check(history, consistency, options)
  assert.equal(verdict, anomalyTypes.length > 0 ? 'fail' : 'pass')
  return anomalyTypes
}

describe('rw-register', () => {
  it('passes a serial history under all assumptions', () => {
    const all = { wfrKeys: true, sequentialKeys: true, linearizableKeys: true }
    const history = sequence('wx1', 'gx1wx2', 'gx2wy1gy1', 'gy1gx2')
    const result = check(history, undefined, all)
    assert.equal(result.verdict, 'pass')
    assert.deepEqual(result.strongest, ['strong-serializable'])
  })

  it('names reads of aborted and of unfinished writes', () => {
    assert.deepEqual(names(ended('fail wx1', 'gx1'), 'read-committed'), ['G1a'])
    assert.deepEqual(names(ended('wx1wx2', 'gx1'), 'read-committed'), ['G1b'])
    assert.deepEqual(names(ended('wx1gx1wx2', 'gx2'), 'read-committed'), [])
  })

  it('names circular information flow G1c', () => {
    assert.deepEqual(names(ended('wx1gy1', 'wy1gx1'), 'read-committed'), ['G1c'])
  })

  it('knows that the initial state precedes all writes', () => {
    assert.deepEqual(names(ended('gx_gy1', 'wy1wx2')), ['G-single-item'])
    assert.deepEqual(names(ended('gx_wy1', 'gy_wx1')), ['G2-item'])
    assert.deepEqual(names(sequence('wx1', 'gx_')), ['G-single-item-realtime'])
  })

  it('knows the order of a read and a write in one transaction where read committed is promised', () => {
    const history = ended('gy1wx1wy2', 'gx1gy1', 'wy1')
    assert.deepEqual(names(history, 'serializable'), ['G-single-item'])
    assert.deepEqual(names(history, 'serializable', { wfrKeys: true }), ['G-single-item'])
    assert.deepEqual(check(history, 'read-committed').tolerated, ['G-single-item'])
    assert.deepEqual(check(history, 'read-uncommitted').tolerated, [])
    const [{ summary }] = check(history, 'serializable').anomalies
    assert.match(
      summary,
      /T2 read 1 in key "y" and T1 wrote 2, .* for T1 read 1 before it wrote 2, so T2/,
    )
  })

  it('finds a stale read of a register where the promise is kept in real time', () => {
    for (const stale of [
      sequence('wx1', 'wx2', 'gx1'),
      // Which of two came later only readers show.
      spans('0 [wx1', '1 [wx2', '0 ]', '1 ]', '2 gx1', '3 gx2', '4 gx1'),
      // And only then that a write which saw the other came before it.
      spans('1 [wx2wy1', '0 gy1wx1', '2 gx2', '1 ]'),
    ]) {
      const { anomalyTypes, not } = check(stale)
      assert.deepEqual(anomalyTypes, ['G-single-item-realtime'])
      assert.deepEqual(not, ['strong-snapshot-isolation'])
      assert.deepEqual(names(stale, 'strong-snapshot-isolation'), ['G-single-item-realtime'])
      assert.deepEqual(names(stale, 'strong-session-serializable'), [])
      assert.deepEqual(names(stale, 'serializable'), [])
    }
  })

  it('finds a stale read within a process where sessions are promised', () => {
    const stale = spans('0 wx1', '0 wx2', '0 gx1')
    assert.deepEqual(names(stale, 'strong-session-serializable'), ['G-single-item-process'])
    assert.deepEqual(names(stale, 'serializable'), [])
    const unanswered = spans('0 wx1', '0 [wx2', '0 info', '1 gx2', '1 gx1')
    assert.deepEqual(names(unanswered, 'strong-session-serializable'), ['G-single-item-process'])
    assert.deepEqual(
      names(spans('0 [wx1', '0 info', '0 wx2', '1 gx2', '1 gx1'), 'strong-session-serializable'),
      [],
    )
  })

  it('rules out no more by the order in time than time proves', () => {
    const history = sequence('wx1', 'wx2wy1', 'gx1gy1')
    assert.deepEqual(check(history).not, ['strong-snapshot-isolation'])
    assert.deepEqual(names(history, 'serializable'), [])
  })

  it('names those too that show which value came later', () => {
    const stale = spans('0 [wx1', '1 [wx2', '0 ]', '1 ]', '2 gx1', '3 gx2', '4 gx1')
    const [{ summary, witness, detail }] = check(stale).anomalies
    assert.match(summary, /^T1 and T2 each came before the other/)
    assert.match(
      summary,
      /T2 read 1 in key "x" and T1 wrote 2, which came later, for T2 read 1 and was acknowledged before T3, which read 2, began/,
    )
    assert.deepEqual(
      witness.map(({ label, process, type }) => `${label} ${process} ${type}`),
      ['T1 1 invoke', 'T1 1 ok', 'T2 2 invoke', 'T2 2 ok', 'T3 3 invoke', 'T3 3 ok'],
    )
    const { nodes, edges } = detail as CycleDetail
    assert.equal(nodes.length, 3)
    const implied = edges.find(({ kind }) => kind === 'rw')
    assert.deepEqual(implied?.shownBy, ['T3'])
  })

  it('knows the order of a process if keys are sequential', () => {
    const history = spans('0 [wx1wy2', '1 [wx2wy1', '0 ]', '1 ]', '0 gx2', '1 gy2')
    assert.deepEqual(names(history, 'serializable'), [])
    assert.deepEqual(names(history, 'serializable', { sequentialKeys: true }), ['G0'])
  })

  it('knows the order of writes of which one leads to the other', () => {
    const skew = ended('wx1wy1', 'gx1wy2', 'gy1wx2')
    assert.deepEqual(names(skew, 'serializable'), ['G2-item'])
    assert.deepEqual(check(skew, 'serializable').strongest, ['snapshot-isolation'])
    assert.match(
      check(skew, 'serializable').anomalies[0].summary,
      /T1 wrote 1 to key "y" before T2 wrote 2, for otherwise T1 wrote 1 to key "x" and T2 read it/,
    )
  })

  it('knows the order in time if keys are linearizable', () => {
    const history = spans('0 wx1', '1 [wx2wy1', '2 [gx1gy1', '1 ]', '2 ]')
    assert.deepEqual(names(history, 'serializable'), [])
    assert.deepEqual(names(history, 'serializable', { linearizableKeys: true }), ['G-single-item'])
  })

  it('names values whose orders contradict each other cyclic versions', () => {
    assert.deepEqual(
      names(spans('0 wx1', '0 wx2', '0 gx1'), 'serializable', { sequentialKeys: true }),
      ['cyclic-versions'],
    )
    const back = spans('9 [wx2', '0 wx1', '0 gx2', '0 gx1', '9 info')
    const { anomalies } = check(back, undefined, { linearizableKeys: true })
    assert.deepEqual(
      anomalies.map(({ name }) => name),
      ['cyclic-versions'],
    )
    assert.match(anomalies[0].summary, /values 2, 1 of key "x"/)
  })

  it('orders a use of a key after all that ended before it began', () => {
    const together = spans('0 [wx1', '1 [wx2', '0 ]', '1 ]', '2 wx3', '3 gx1')
    assert.deepEqual(names(together, undefined, { linearizableKeys: true }), ['cyclic-versions'])
    const rewritten = sequence('wx1', 'gx1wx2', 'gx1')
    const assumed = { linearizableKeys: true, wfrKeys: true }
    assert.ok(names(rewritten, undefined, assumed).includes('cyclic-versions'))
  })

  it('names a lost update without knowing which was lost', () => {
    const history = ended('wx1', 'gx1wx2', 'gx1wx3')
    assert.deepEqual(names(history), ['G2-item', 'lost-update'])
    const { summary } = check(history).anomalies.find(({ name }) => name === 'lost-update')!
    assert.match(summary, /^T1 and T2 both read 1 of key "x" .* so neither saw the other's update/)
    assert.deepEqual(names(ended('wx1', 'gx1wx2', 'gx2wx3', 'gx3')), [])
  })

  it('names a transaction that contradicts itself', () => {
    assert.deepEqual(names(ended('wx1', 'wx2gx1'), 'read-atomic'), ['internal'])
    assert.deepEqual(names(ended('wx1', 'gx1gx2', 'wx2'), 'read-atomic'), ['internal'])
    assert.deepEqual(names(ended('gx1wx1', 'gx1'), 'read-committed'), ['future-read'])
  })

  it('takes an indeterminate write for done only if it was read', () => {
    assert.deepEqual(names(spans('0 [wx1wy1', '0 info', '1 gx_', '2 gx1gy1')), [])
    assert.deepEqual(names(spans('0 [wx1wy1', '0 info', '1 gx1gy_')), ['G-single-item'])
    assert.deepEqual(names(spans('0 [wx1', '0 info', '1 gx_', '2 gx_')), [])
  })

  it('is unknown when all that could be missed may never have happened', () => {
    assert.equal(check(spans('0 [wx1', '0 info', '1 gx_')).verdict, 'unknown')
  })

  it('is unknown while what nobody wrote may have been there at first', () => {
    for (const history of [sequence('gx7', 'wx1', 'gx1'), ended('gx7', 'wx1', 'gx1', 'gx7')]) {
      const { verdict, reason, strongest } = check(history)
      assert.equal(verdict, 'unknown')
      assert.match(reason ?? '', /^Nobody wrote 7, which was read in key "x": .* --init/)
      assert.deepEqual(strongest, [])
      assert.equal(rwRegister().check(history, { initial: 7 }).verdict, 'pass')
    }
    assert.match(check(ended('gx7gy8', 'wx1')).reason ?? '', /\(and so in 1 more\)/)
    assert.equal(check(sequence('wx1', 'gx1')).reason, undefined)
  })

  it('holds what nobody wrote to be older than all that was written', () => {
    assert.deepEqual(names(sequence('wx1', 'gx7')), ['G-single-item-realtime'])
    assert.deepEqual(names(ended('gx7wy1', 'gy8wx1')), ['G2-item'])
    assert.deepEqual(names(ended('gx7gy1', 'wy1wx2')), ['G-single-item'])
  })

  it('names a value that nobody wrote and that was not there at first a thin-air read', () => {
    for (const model of ['serializable', 'read-uncommitted', 'linearizable']) {
      assert.deepEqual(names(ended('gx7', 'gx8'), model), ['thin-air-read'])
      assert.deepEqual(names(ended('gx_', 'gx7', 'gx7'), model), ['thin-air-read'])
      assert.deepEqual(names(ended('gx7', 'gx_'), model), ['thin-air-read'])
    }
    const summaryOf = (history: History, initial?: unknown) => {
      const { anomalies } = rwRegister().check(history, { initial })
      assert.deepEqual(
        anomalies.map(({ name }) => name),
        ['thin-air-read'],
      )
      return anomalies[0].summary
    }
    assert.equal(
      summaryOf(ended('wx1', 'gx7', 'gx_', 'gx_')),
      `T1 read 7 in key "x" and T2 read nothing there, but nobody wrote either, and it can't have held both at first.`,
    )
    assert.match(summaryOf(ended('gx7', 'gx8'), 7), /^T1 read 8 .* nobody wrote; .* held 7\.$/)
    assert.match(summaryOf(ended('gx7'), null), /^T1 read 7 .* at first it held nothing\.$/)
    assert.match(summaryOf(ended('gx_'), 7), /^T1 read nothing .* at first it held 7\.$/)
  })

  it('knows what registers held at first if it is told', () => {
    const told = (history: History) => rwRegister().check(history, { initial: 7 })
    assert.deepEqual(told(sequence('wx1', 'gx7')).anomalyTypes, ['G-single-item-realtime'])
    assert.deepEqual(told(ended('gx7wy1', 'gy7wx1')).anomalyTypes, ['G2-item'])
    assert.equal(told(sequence('gx7', 'wx1', 'gx1')).verdict, 'pass')
    assert.match(told(ended('gx7gy1', 'wy1wx2')).anomalies[0].summary, /read 7 in key "x"/)
    const none = rwRegister().check(sequence('wx1', 'gx1'), { initial: null })
    assert.equal(none.verdict, 'pass')
  })

  it('explains each step in a sentence', () => {
    const { anomalies } = check(ended('gx_gy1', 'wy1wx2'))
    assert.match(anomalies[0].summary, /T\d wrote 1 to key "y" and T\d read it/)
    assert.match(anomalies[0].summary, /T\d read nothing in key "x", .* and T\d wrote 2/)
  })

  it('refuses what is no register history, with the transaction', () => {
    const bad = (value: unknown) =>
      History.from([{ index: 0, process: 0, type: 'ok', f: 'txn', value, timeNs: 0 }], {
        completionOnly: true,
      })
    for (const [value, message] of [
      [[['append', 'x', 1]], /operation 0: .*\["append","x",1\], .* registers/],
      [[['r', 'x', [1]]], /operation 0: .*list/],
      [[['w', 'x', null]], /operation 0: .* writes nothing/],
    ] as const)
      assert.throws(() => check(bad(value)), { code: 'history', message })
  })
})
