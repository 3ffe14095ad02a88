import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { History } from '../../history/history.ts'
import { listAppend } from './list-append.ts'
import type { MicroOp } from './transaction.ts'
import type { CycleDetail } from './cycle-detail.ts'
import { ended, sequence, spans } from './testing.ts'

const check = (history: History, consistency?: string) =>
  listAppend().check(history, consistency === undefined ? {} : { consistency })

const names = (history: History, consistency?: string) => {
  const { anomalyTypes, verdict } = check(history, consistency)
  assert.equal(verdict, anomalyTypes.length > 0 ? 'fail' : 'pass')
  return anomalyTypes
}

describe('list-append', () => {
  it('passes a serial history', () => {
    const result = check(sequence('ax1', 'rx1ax2ry', 'ay1rx12', 'rx12ry1'))
    assert.equal(result.verdict, 'pass')
    assert.deepEqual(result.not, [])
    assert.deepEqual(result.strongest, ['strong-serializable'])
  })

  it('names a write cycle G0', () => {
    const history = ended('ax1ay1', 'ax2ay2', 'rx12ry21')
    assert.deepEqual(names(history, 'read-uncommitted'), ['G0'])
    assert.deepEqual(check(history, 'read-uncommitted').not, ['read-uncommitted'])
  })

  it('names a read of an aborted append G1a, and what stands on it a dirty update', () => {
    assert.deepEqual(names(ended('fail ax1', 'rx1', 'ay1', 'ry1'), 'read-committed'), ['G1a'])
    assert.deepEqual(names(ended('fail ax1', 'ax2', 'rx12'), 'read-committed'), [
      'G1a',
      'dirty-update',
    ])
  })

  it('names a read of an unfinished transaction G1b', () => {
    assert.deepEqual(names(ended('ax1ax2', 'rx1'), 'read-committed'), ['G1b'])
    assert.deepEqual(names(ended('ax1rx1ax2', 'rx12'), 'serializable'), [])
  })

  it('names circular information flow G1c', () => {
    assert.deepEqual(names(ended('ax1ry1', 'ay1rx1'), 'read-committed'), ['G1c'])
    assert.deepEqual(names(ended('ax1ry1', 'ax2ay1', 'rx12ry1'), 'read-committed'), ['G1c'])
  })

  it('names one missed write G-single-item', () => {
    const history = ended('ax1ay1', 'ax2ry', 'rx12')
    assert.deepEqual(names(history), ['G-single-item'])
    assert.deepEqual(check(history).not, ['consistent-view', 'repeatable-read'])
    assert.equal(check(history, 'read-committed').verdict, 'pass')
    assert.deepEqual(check(history, 'read-committed').tolerated, ['G-single-item'])
  })

  it('names a long fork G-nonadjacent-item', () => {
    const history = ended('ax1', 'ay1', 'rx1ry', 'ry1rx')
    assert.deepEqual(names(history), ['G-nonadjacent-item'])
    const [anomaly] = check(history).anomalies
    assert.match(anomaly.summary, /long fork/)
    assert.deepEqual(anomaly.witness.map(({ label }) => label).toSorted(), ['T1', 'T2', 'T3', 'T4'])
  })

  it('names a write skew G2-item, which snapshot isolation allows', () => {
    const history = ended('rxay1', 'ryax1')
    assert.deepEqual(names(history), ['G2-item'])
    assert.match(check(history).anomalies[0].summary, /write skew/)
    assert.equal(check(history, 'snapshot-isolation').verdict, 'pass')
  })

  it('names a lost update even where no read shows the order of the writes', () => {
    assert.deepEqual(names(ended('ax1', 'rx1ax2', 'rx1ax3')), ['G2-item', 'lost-update'])
    assert.deepEqual(names(ended('rxax1ax2', 'rx12')), [])
  })

  it('names a transaction that contradicts itself internal', () => {
    assert.deepEqual(names(ended('ax1', 'rx1ax2rx1'), 'read-atomic'), ['internal'])
    assert.deepEqual(names(ended('ax1', 'ax2rx1', 'rx12'), 'read-atomic'), ['internal'])
    assert.deepEqual(names(ended('ax1', 'ax2rx12', 'rx12'), 'read-atomic'), [])
  })

  it('names a read of what its transaction appends later a future read', () => {
    assert.deepEqual(names(ended('rx1ax1', 'rx1'), 'read-committed'), ['future-read'])
  })

  it('names reads of no common order incompatible, and an element seen twice duplicate', () => {
    assert.deepEqual(names(ended('ax1', 'ax2', 'ax3', 'rx13', 'rx123'), 'read-committed'), [
      'incompatible-order',
    ])
    assert.ok(
      names(ended('ax1', 'ax2', 'rx121'), 'read-uncommitted').includes('duplicate-elements'),
    )
  })

  it('names a list that shows what one transaction appended in another order incompatible', () => {
    const reversed = ended('ax1ax2', 'ax3', 'rx213')
    assert.deepEqual(names(reversed, 'read-committed'), ['incompatible-order'])
    const [{ summary, witness }] = check(reversed).anomalies
    assert.match(summary, /^T1 appended 1 to key "x" and after it 2, but T2 read \[2 1 3\]/)
    assert.equal(witness.length, 2)
    const once = ended('ax1ax2', 'ax3', 'rx123', 'rx213')
    assert.deepEqual(names(once, 'read-committed'), ['incompatible-order'])
    assert.deepEqual(names(ended('ax1ax2', 'ax3', 'rx123', 'rx12'), 'read-committed'), [])
  })

  it('names a list that lacks what one transaction appended before', () => {
    for (const [history, name] of [
      [ended('ax1ax2', 'rx2'), 'incompatible-order'],
      [ended('ax1ax2ax3', 'rx13'), 'incompatible-order'],
      [ended('ax1ax2ax3', 'ax4', 'rx134'), 'incompatible-order'],
      [ended('info ax1ax2', 'rx2'), 'incompatible-order'],
      [ended('ax1ax2', 'ax3', 'rx23', 'rx2'), 'incompatible-order'],
      [ended('ax1ax2', 'ax3', 'rx13'), 'G0'],
      [ended('ax1ax2', 'ax3', 'rx132'), 'G0'],
      [ended('info ax1ax2', 'ax3', 'rx13'), 'G0'],
    ] as const)
      assert.ok(names(history, 'read-committed').includes(name))
  })

  it('names a read of what nobody appended a thin-air read, whatever was promised', () => {
    for (const model of ['strict-serializable', 'read-uncommitted', 'causal', 'linearizable'])
      assert.deepEqual(names(ended('ax1', 'rx71', 'rx71'), model), ['thin-air-read'])
    const { anomalies, counts, not } = check(ended('ax1', 'rx71', 'rx71'))
    assert.deepEqual(counts, { 'thin-air-read': 1 })
    assert.deepEqual(not, ['read-uncommitted'])
    assert.equal(anomalies[0].summary, 'T1 read 7 in key "x", which nobody appended.')
    assert.deepEqual(
      anomalies[0].witness.map(({ index }) => index),
      [1],
    )
    const twice = check(ended('ax1', 'ax2', 'rx77112'))
    assert.deepEqual(twice.anomalyTypes, ['duplicate-elements', 'thin-air-read'])
    assert.match(twice.anomalies[1].summary, /7 more than once .* nobody appended it/)
    const cut = check(ended('ax1', 'ax2ay2', 'ay1', 'rx712', 'rx7', 'ry12'), 'serializable')
    assert.deepEqual(cut.anomalyTypes, ['thin-air-read'])
  })

  it('sees a stale read with the clock only', () => {
    const history = sequence('ax1', 'ax2', 'rx1', 'rx12')
    assert.deepEqual(names(history), ['G-single-item-realtime'])
    assert.deepEqual(check(history).not, ['strong-snapshot-isolation'])
    assert.deepEqual(names(history, 'serializable'), [])
  })

  it('sees a stale read within one process without the clock', () => {
    const history = spans('0 ax1', '1 ax2', '1 rx1', '2 rx12')
    assert.deepEqual(names(history, 'strong-session-snapshot-isolation'), ['G-single-item-process'])
  })

  it('puts what a process was never answered behind what it did before', () => {
    const history = spans('0 ax1', '0 [ax2', '0 info', '1 rx21')
    assert.deepEqual(names(history, 'strong-session-serializable'), ['G0-process'])
  })

  it('does not hold concurrent transactions to the clock', () => {
    const history = spans('0 ax1', '1 [ax2', '2 [rx1', '1 ]', '2 ]', '3 rx12')
    assert.deepEqual(names(history), [])
  })

  it('tells a G2-item cycle that the clock makes worse when only the clock proves it', () => {
    const history = sequence('rxay1', 'ryax1')
    assert.deepEqual(names(history, 'strong-snapshot-isolation'), ['G-single-item-realtime'])
  })

  it('takes an indeterminate append for done only if it was read', () => {
    assert.deepEqual(names(spans('0 [ax1ay1', '0 info', '1 rx', '2 rx1ry1')), [])
    assert.deepEqual(names(spans('0 [ax1ay1', '0 info', '1 rx1ry')), ['G-single-item'])
    assert.deepEqual(names(spans('0 [ax1', '0 info', '1 rx', '2 rx')), [])
  })

  it('is unknown without a transaction that could be judged', () => {
    for (const history of [
      ended(),
      ended('fail ax1'),
      ended('ax1'),
      sequence('ax1'),
      spans('0 [ax1', '0 info'),
      spans('0 ax1', '1 [rx'),
      spans('0 [ax1', '1 rx', '0 info'),
      sequence('ax1', 'ay1'),
      sequence('', ''),
    ]) {
      const result = check(history)
      assert.equal(result.verdict, 'unknown')
      assert.ok(result.reason)
      assert.deepEqual(result.strongest, [])
    }
  })

  it('is unknown where nothing that it looks for decides the model', () => {
    const aborted = ended('fail ax1', 'rx1', 'ax2', 'rx2')
    for (const model of ['linearizable', 'causal', 'monotonic-reads', 'view-serializable']) {
      const { verdict, reason } = check(aborted, model)
      assert.equal(verdict, 'unknown')
      assert.match(reason ?? '', new RegExp(`tell whether ${model} holds`))
    }
    const fractured = ended('ax1ay1', 'rx1ry')
    const fork = ended('ax1', 'ay1', 'rx1ry', 'ry1rx')
    assert.deepEqual(check(fractured, 'read-atomic').anomalyTypes, ['not-read-atomic'])
    assert.equal(check(fork, 'prefix').verdict, 'unknown')
    assert.equal(check(ended('ax1', 'rx1'), 'prefix').verdict, 'pass')
    assert.equal(check(ended('rxay1', 'ryax1'), 'prefix').verdict, 'pass')
  })

  it('lets parallel snapshot isolation have long forks, but no fractured reads', () => {
    const model = 'parallel-snapshot-isolation'
    assert.equal(check(ended('ax1', 'ay1', 'rx1ry', 'ry1rx'), model).verdict, 'pass')
    assert.deepEqual(names(ended('ax1ay1', 'rx1ry'), model), ['G-single-item'])
  })

  it('tells with the clock only what data does not tell', () => {
    const history = sequence('ax1', 'rx1ry', 'ay1', 'ry1rx')
    assert.deepEqual(names(history), ['G-nonadjacent-item'])
  })

  it('puts appends that no read shows behind those that some read shows', () => {
    assert.deepEqual(names(ended('ax1ay2', 'ay1ax2', 'rx1ry1'), 'read-uncommitted'), ['G0'])
    const { anomalies } = check(ended('ax1ay2', 'ay1ax2', 'rx1ry1'), 'read-uncommitted')
    assert.match(anomalies[0].summary, /last element that anyone read .* is not there yet/)
  })

  it('lets aborted transactions take no part in cycles', () => {
    assert.deepEqual(names(ended('fail ax1ay1', 'rx1ry', 'ry1'), 'serializable'), ['G1a'])
    assert.equal(check(ended('fail ax1', 'rx')).verdict, 'unknown')
  })

  it('says why there was no order that could be wrong, also where one read what another wrote', () => {
    const { verdict, reason } = check(ended('fail ax1', 'rx1'), 'read-uncommitted')
    assert.equal(verdict, 'unknown')
    assert.match(reason ?? '', /^What the transactions read and wrote puts none before another/)
  })

  it('counts each aborted append that others stand on once', () => {
    const { counts } = check(ended('fail ax1', 'info ax2', 'ax3', 'ax4', 'rx1234'))
    assert.equal(counts['dirty-update'], 1)
    assert.equal(counts.G1a, 1)
  })

  it('claims no model that it did not look into', () => {
    assert.deepEqual(check(ended('ax1', 'rx1'), 'strict-serializable').strongest, ['serializable'])
    const stale = check(sequence('ax1', 'ax2', 'rx1', 'rx12'))
    assert.deepEqual(stale.strongest, ['serializable', 'strong-read-committed'])
  })

  it('says that a history without invocations was not judged in real time', () => {
    assert.match(check(ended('ax1', 'rx1')).reason ?? '', /real time/)
  })

  it('explains each step of a cycle in a sentence and as data', () => {
    const [anomaly] = check(sequence('ax1', 'ax2', 'rx1', 'rx12')).anomalies
    const { nodes, edges } = anomaly.detail as {
      nodes: unknown[]
      edges: { kind: string; sentence: string }[]
    }
    assert.equal(nodes.length, 2)
    assert.deepEqual(edges.map((edge) => edge.kind).toSorted(), ['realtime', 'rw'])
    const rw = edges.find((edge) => edge.kind === 'rw')
    assert.match(rw!.sentence, /read \[1\] of key "x", which lacks the 2 that T\d appended/)
  })

  it('names the transactions of a cycle in the order in which they began', () => {
    const forked = spans('0 ax1', '1 ay1', '2 [rxry1', '3 rx1ry', '2 ]')
    const [{ summary, witness, detail }] = check(forked).anomalies
    const { nodes, edges } = detail as CycleDetail
    assert.deepEqual(
      nodes.map(({ name, process, beginNs, endNs }) => [name, process, beginNs, endNs]),
      [
        ['T1', 0, 0, 1000],
        ['T2', 1, 2000, 3000],
        ['T3', 2, 4000, 7000],
        ['T4', 3, 5000, 6000],
      ],
    )
    assert.deepEqual(
      edges.map(({ from, to }) => from + to),
      ['T1T4', 'T4T2', 'T2T3', 'T3T1'],
    )
    assert.match(summary, /^T1, T4, T2, T3 each came before the next, and T3 before T1/)
    assert.deepEqual(
      witness.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7],
    )
  })

  it('shows starts and ends of the transactions of any anomaly, each once', () => {
    const [{ witness }] = check(sequence('ax1', 'rx11')).anomalies
    assert.deepEqual(
      witness.map(({ index, type }) => [index, type]),
      [
        [2, 'invoke'],
        [3, 'ok'],
      ],
    )
  })

  it('tells what was read before an update got lost', () => {
    const [{ summary }] = check(ended('ax1', 'rx1ax2', 'rx1ax3')).anomalies
    assert.match(summary, /^T1 and T2 both read \[1\] of key "x" and then wrote it/)
  })

  it('shows of long texts where they begin and end', () => {
    const history = History.from(
      [...sequence('ax1', 'rx').operations()].map((operation) => ({
        ...operation,
        value: (operation.value as MicroOp[]).map(([kind, , value]) => [
          kind,
          `user-${'0'.repeat(90)}7`,
          value,
        ]),
      })),
    )
    assert.match(check(history).anomalies[0].summary, /of key "user-0{15}…0{19}7", which/)
  })

  it('tells no time that is none', () => {
    const history = History.from(
      [...sequence('ax1', 'rx').operations()].map((operation) => ({
        ...operation,
        timeNs: operation.index,
      })),
    )
    assert.match(check(history).anomalies[0].summary, /was acknowledged before T2 began/)
  })

  it('refuses a transaction of a process that is no client', () => {
    const stray = [...sequence('ax1', 'rx1').operations()].map((operation) =>
      operation.index < 2 ? { ...operation, process: 'fault' as const } : operation,
    )
    assert.throws(() => check(History.from(stray)), { message: /^operation 0: .* process/ })
  })

  it('refuses an end that tells of other operations than its start, with its line', () => {
    const x1y2 = [
      ['append', 'x', 1],
      ['r', 'y', null],
    ]
    const txn = (asked: unknown, type: 'ok' | 'info' | 'fail', told: unknown) =>
      History.from(
        [
          { index: 0, process: 0, type: 'invoke' as const, f: 'txn', value: asked, timeNs: 0 },
          { index: 1, process: 0, type, f: 'txn', value: told, timeNs: 1 },
          ...[...sequence('az1', 'rz1').operations()].map((operation) => ({
            ...operation,
            process: operation.process === 'fault' ? 0 : operation.process + 1,
            timeNs: operation.timeNs + 2,
          })),
        ],
        { file: 'h.jsonl' },
      )
    for (const told of [
      [],
      [['append', 'x', 1]],
      [['append', 'x', 1], ...x1y2],
      [x1y2[1], x1y2[0]],
      [['append', 'x', 2], x1y2[1]],
      [['append', 'z', 1], x1y2[1]],
      [x1y2[0], ['append', 'y', 2]],
      [x1y2[0], null],
    ])
      assert.throws(() => check(txn(x1y2, 'ok', told)), {
        code: 'history',
        message: /^h\.jsonl:2: the transaction ends with .*, unlike h\.jsonl:1, where it begins/,
      })
    for (const type of ['info', 'fail'] as const) {
      for (const told of [[], [x1y2[1]], x1y2, undefined, null])
        assert.equal(check(txn(x1y2, type, told)).verdict, 'pass')
      assert.throws(() => check(txn(x1y2, type, [['append', 'x', 2]])), { code: 'history' })
    }
    assert.equal(check(txn(x1y2, 'ok', [x1y2[0], ['r', 'y', []]])).verdict, 'pass')
    assert.equal(check(txn(null, 'ok', x1y2)).verdict, 'pass')
  })

  it('counts what an unanswered transaction was asked to do, not only what it tells', () => {
    const operations = [...spans('0 [ax1ax2', '0 info', '1 rx12').operations()]
    operations[1].value = [['append', 'x', 1]]
    assert.deepEqual(names(History.from(operations)), [])
  })

  it('refuses what is no list-append history, with the transaction', () => {
    const bad = (value: unknown) =>
      History.from([{ index: 0, process: 0, type: 'ok', f: 'txn', value, timeNs: 0 }], {
        completionOnly: true,
      })
    for (const [value, message] of [
      [[['w', 'x', 1]], /operation 0: .*\["w","x",1\], .* lists/],
      [[['cas', 'x', 1]], /operation 0: .*\["cas","x",1\], .* "r" and "append"/],
      [[['r']], /operation 0: .*\["r"\], without a key/],
      [[['append', 'x']], /operation 0: .* appends nothing to key "x"/],
      [[['r', 'x', 1]], /operation 0: .*not a list/],
      [
        [
          ['append', 'x', 1],
          ['append', 'x', 1],
        ],
        /operation 0: .*once/,
      ],
      ['nothing', /operation 0: .* is not a list/],
    ] as const)
      assert.throws(() => check(bad(value)), { code: 'history', message })
    assert.throws(() => check(ended('ax1'), 'sequentially-fine'), { code: 'usage' })
  })
})
