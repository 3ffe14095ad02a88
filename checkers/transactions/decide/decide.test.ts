import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { History } from '../../../history/history.ts'
import { appendEvidence } from '../append-evidence.ts'
import { listAppend } from '../list-append.ts'
import { registerEvidence } from '../register-evidence.ts'
import { replay } from '../replay.ts'
import { rwRegister } from '../rw-register.ts'
import { randomFrom } from '../simulator.ts'
import { ended, spans } from '../testing.ts'
import { decide } from './decide.ts'
import { type Level, levels } from './levels.ts'

const level = (model: string): Level => levels.find((each) => each.model === model)!

const decided = (history: History, model: string, mostSteps?: number) => {
  const evidence = registerEvidence(history, {}, undefined)
  return decide(evidence, evidence.graph.build(), level(model), mostSteps)
}

/** Two writers of each key, and nobody who read what either wrote before the other: each key goes either way. */
const open = ended('wx1wy1', 'wx2wy2', 'gx1gy2', 'gx2gy1')

/** Blind writers of several keys and readers of several, who see any two writes together. */
function contested(random: (below: number) => number): History {
  const keys = 'stuvxyz'.split('')
  const written = new Map<string, number>()
  const some = () => keys.filter(() => random(3) === 0)
  const write = (key: string) => {
    written.set(key, (written.get(key) ?? 0) + 1)
    return `w${key}${written.get(key)}`
  }
  const read = (key: string) => `g${key}${1 + random(written.get(key)!)}`
  const writers = Array.from({ length: 14 }, () => some().map(write).join(''))
  const known = (key: string) => written.has(key)
  const readers = Array.from({ length: 9 }, () =>
    some().filter(known).slice(0, 2).map(read).join(''),
  )
  return ended(...[...writers, ...readers].filter((text) => text !== ''))
}

describe('decide', () => {
  it('tells of how many pairs what decided them', () => {
    const inferred = decided(ended('wx1', 'gx1wx2', 'gx2'), 'serializable')
    assert.deepEqual(inferred.effort, { pairs: 1, inferred: 1, pruned: 0, searched: 0, steps: 0 })
    const searched = decided(ended('wx1', 'wx2'), 'serializable')
    assert.equal(searched.effort.searched, 1)
    assert.ok(searched.effort.steps > 0)
    const pruned = decided(ended('wx1', 'wx2', 'gx1wy1', 'gy1gx2'), 'serializable')
    assert.deepEqual(pruned.effort, { pairs: 1, inferred: 0, pruned: 1, searched: 0, steps: 0 })
  })

  it('gives an order of those that happened', () => {
    const history = spans('0 wx1', '1 [wx2', '2 [wx3', '1 info', '3 gx2', '2 info', '4 gx1')
    const decision = decided(history, 'serializable')
    assert.ok(decision.holds)
    const evidence = registerEvidence(history, {}, undefined)
    const rows = decision.order.map((event) => evidence.transactions.row[event])
    assert.equal(rows.length, 4)
    replay(history, rows, 'serial')
  })

  it('proves a violation by few transactions, in sentences, whichever way the writes went', () => {
    const { verdict, anomalies, anomalyTypes } = rwRegister().check(open, {
      consistency: 'serializable',
    })
    assert.equal(verdict, 'fail')
    assert.deepEqual(anomalyTypes, ['not-serializable'])
    const [{ summary, witness }] = anomalies
    assert.equal(witness.length, 4)
    assert.match(summary, /^No order of 4 transactions explains what they read, whichever way/)
    assert.match(summary, /T1 wrote 1 to key "x" before T2 wrote 2, for otherwise T4 read 2 in key/)
    assert.match(summary, /But then T3 read 1 in key "x" and T2 wrote 2 later, .*: a circle\.$/)
  })

  it('proves by trying what no side of a choice alone tells', () => {
    const writers = ['wu1', 'wx1wv1', 'wx2wz1wv2', 'wz2wu2']
    const history = ended(...writers, 'gx1gu1', 'gx2gu2', 'gx2gz1gu1', 'gx1gz2')
    const { verdict, anomalies, reached } = rwRegister().check(history, {
      consistency: 'serializable',
    })
    assert.equal(verdict, 'fail')
    assert.equal(reached?.searched, 4)
    const [{ name, summary }] = anomalies
    assert.equal(name, 'not-serializable')
    assert.match(summary, /Suppose that T\d wrote \d to key "\w" before T\d wrote \d\./)
    assert.match(summary, /But then .*: a circle\. So it was the other way round/)
  })

  it('answers what takes many conflicts, and proves either answer', () => {
    const answers = { true: 0, false: 0, undefined: 0 }
    let steps = 0
    for (let seed = 1; seed <= 60; seed++) {
      const history = contested(randomFrom(seed * 7919))
      // Orders and cores that prove nothing are errors.
      const { holds, effort } = decided(history, 'serializable')
      answers[`${holds}`]++
      steps += effort.searched > 0 ? effort.steps : 0
    }
    assert.equal(answers.undefined, 0)
    assert.ok(answers.true > 5 && answers.false > 5, JSON.stringify(answers))
    assert.ok(steps > 5000, `${steps} steps`)
  })

  it('knows what a transaction saw before in one and the same, for read committed', () => {
    const back = spans('0 wx1wy1', '0 wx2wy2', '1 gy2gx1')
    const model = 'strong-session-read-committed'
    const { verdict, anomalies } = rwRegister().check(back, { consistency: model })
    assert.equal(verdict, 'fail')
    assert.match(
      anomalies[0].summary,
      /process 0 ran T1 and after it T2; T3 knew of T2 .* wrote it, 1, not as T2 did, 2, so T2/,
    )
    const own = spans('0 wx1', '1 wx2gx1')
    assert.match(
      rwRegister().check(own, { consistency: model }).anomalies[0].summary,
      /T2 wrote a value of its own and read key "x" as T1 wrote it, 1, not as T2 did, 2/,
    )
    const older = rwRegister().check(spans('0 wx1wx2gx1', '1 gx2'), { consistency: model })
    assert.equal(older.verdict, 'fail')
    assert.match(
      older.anomalies[0].summary,
      /T1 read in key "x" what it had written and replaced itself before/,
    )
    const forth = spans('0 wx1wy1', '0 wx2wy2', '1 gx1gy2')
    assert.equal(rwRegister().check(forth, { consistency: model }).verdict, 'pass')
  })

  it('leaves out whoever has no part in it', () => {
    const beside = ended('wa1', 'wx1wy1', 'ga1wb1', 'wx2wy2', 'wb2', 'gx1gy2', 'gb1', 'gx2gy1')
    const [{ witness }] = rwRegister().check(beside, { consistency: 'serializable' }).anomalies
    assert.equal(witness.length, 4)
  })

  it('is open where the search comes to its bound, and says how far it came', () => {
    const texts = 'abcdefgh'.split('').flatMap((key) => [`w${key}1`, `w${key}2`])
    const decision = decided(ended(...texts), 'serializable', -1)
    assert.ok(decision.holds === undefined)
    assert.match(
      decision.reason,
      /bound: of 8 pairs of writes of one key, 8 can still go either way, of the keys "a", .* and 3 more\.$/,
    )
  })

  it('orders appends that nobody read, where snapshots must not miss each other', () => {
    // Whoever of both committed first, the other one's snapshot came before that.
    const history = ended('rxay1az1', 'ryax1az2')
    const evidence = appendEvidence(history)
    assert.ok(!evidence.isComplete('snapshot') && evidence.isComplete('serial'))
    const { verdict, anomalyTypes } = listAppend().check(history, {
      consistency: 'snapshot-isolation',
    })
    assert.equal(verdict, 'fail')
    assert.deepEqual(anomalyTypes, ['not-snapshot-isolation'])
    const apart = ended('rxay1az1', 'ryax1')
    assert.equal(listAppend().check(apart, { consistency: 'snapshot-isolation' }).verdict, 'pass')
  })

  it('has the order of sessions in read atomic and causal', () => {
    const lost = spans('0 wx1', '1 gx1wx2', '0 gx1', '1 gx2')
    for (const model of ['read-atomic', 'causal-cerone'])
      assert.equal(rwRegister().check(lost, { consistency: model }).verdict, 'pass')
    const stale = spans('0 wx1', '0 wx2', '0 gx1')
    const { verdict, not, alsoNot } = rwRegister().check(stale, { consistency: 'read-atomic' })
    assert.equal(verdict, 'fail')
    assert.ok(not.includes('read-atomic'))
    assert.ok(![...not, ...alsoNot].includes('serializable'))
  })

  it('tells how a reader knew of what it missed', () => {
    const history = spans('0 wx1', '1 gx1wx2', '2 gx2wy1', '3 gy1gx1')
    const { anomalies } = rwRegister().check(history, { consistency: 'causal-cerone' })
    assert.match(
      anomalies[0].summary,
      /T4 knew of T2 \(T2 wrote 2 to key "x" and T3 read it.*; T3 wrote 1 to key "y" and T4 read it.*\) and read key "x" as T1 wrote it, 1, not as T2 did, 2, so T2 came before T1/,
    )
    assert.equal(rwRegister().check(history, { consistency: 'read-atomic' }).verdict, 'pass')
  })
})
