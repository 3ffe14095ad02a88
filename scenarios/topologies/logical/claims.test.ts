import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { counted, said } from '../../claims/judged.fixture.ts'
import { call, event, fault, timeline } from '../../claims/timeline.fixture.ts'
import { bank } from '../../workloads/bank.ts'
import { set } from '../../workloads/set.ts'
import type { Beside } from './beside.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'
import { applied, atRest, beside, conflicts, failover, published } from './run.fixture.ts'

const given = options.parse({})
const ofBank = bank('repeatable-read')
const all = [
  ...claimsOf(given, set),
  ...claimsOf({ ...given, reads: 'subscribers' }, ofBank),
  ...claimsOf({ ...given, failover: 'standby' }, set),
]
const claim = (id: string) => all.find((each) => each.id === id)!
const judged = counted(0)
const decide = (id: string, ...lines: Parameters<typeof timeline>) =>
  claim(id).decide(judged, timeline(...lines))

describe('replication-is-per-table', () => {
  const id = 'replication-is-per-table'
  const others = (n3: Partial<Beside> = {}, n1 = published) => [
    beside('n1', n1),
    beside('n2', applied),
    beside('n3', { ...applied, ...n3 }),
  ]

  test('holds where nothing but what is published arrived', () => {
    const { verdict, power, reason } = decide(id, ...others())
    assert.equal(verdict, 'holds', reason)
    const counts = { rowsOfOtherTables: 100, rowsLeftOut: 50, rowsPublishedInPart: 50 }
    assert.deepEqual(power, counts)
  })

  test('is broken by a row too many, a value of a column that is not published, and a row too few', () => {
    const wrong: [Partial<Beside>, RegExp][] = [
      [{ unpublished: 2 }, /n3 the table that nobody publishes has 2 rows/],
      [{ unpublished: 0 }, /has 0 rows, where 1 is its own/],
      [{ filtered: 1 }, /1 rows that the publication leaves out/],
      [{ kept: 3 }, /3 values are in a column/],
      [{ published: 49 }, /49 of 50 published rows/],
      [{ publishedSum: 5001 }, /or others/],
    ]
    for (const [n3, reason] of wrong) {
      const decision = decide(id, ...others(n3))
      assert.equal(decision.verdict, 'violated', JSON.stringify(n3))
      assert.match(decision.reason, reason)
    }
  })

  test('says nothing where nobody wrote, or a node was not looked at', () => {
    const idle = {
      ...published,
      unpublished: 1,
      filtered: 0,
      kept: 0,
      published: 0,
      publishedSum: 0,
    }
    const none = { ...applied, published: 0, publishedSum: 0 }
    const nothing = [beside('n1', idle), beside('n2', none), beside('n3', none)]
    assert.equal(decide(id, ...nothing).verdict, 'unknown')
    assert.equal(decide(id, ...others().slice(0, 2)).verdict, 'unknown')
  })

  test('after a failover the old primary is held to it as well', () => {
    const after = (n1: Beside) =>
      decide(
        id,
        failover([5000, 5100]),
        beside('n1', n1),
        beside('n2', published),
        beside('n3', applied),
      )
    assert.equal(after(applied).verdict, 'holds')
    assert.match(after({ ...applied, unpublished: 40 }).reason, /^On n1 the table that nobody/)
  })
})

test('rows that a subscriber lacks are no matter of tables where a standby was promoted that others are ahead of', () => {
  const toStandby = claimsOf({ ...given, failover: 'standby' }, set)
  const { decide: judge } = toStandby.find(({ id }) => id === 'replication-is-per-table')!
  const run = (n3: Partial<Beside>) =>
    judge(
      judged,
      timeline(
        failover([5000, 5100]),
        beside('n2', published),
        beside('n3', { ...applied, ...n3 }),
        beside('n4', applied),
      ),
    ).verdict
  assert.deepEqual(
    [run({}), run({ published: 40 }), run({ kept: 1 })],
    ['holds', 'unknown', 'violated'],
  )
})

test('what is not replicated: a sequence or a table that is on a subscriber breaks it', () => {
  const [sequences, ddl] = ['sequences-are-not-replicated', 'ddl-is-not-replicated']
  const run = (n3: Partial<Beside>, n1: Partial<Beside> = {}) =>
    [
      beside('n1', { ...published, ...n1 }),
      beside('n2', applied),
      beside('n3', { ...applied, ...n3 }),
    ] as const
  assert.equal(decide(sequences, ...run({})).verdict, 'holds')
  assert.equal(decide(sequences, ...run({ drawn: 5 })).verdict, 'violated')
  assert.equal(decide(sequences, ...run({}, { drawn: 0 })).verdict, 'unknown')
  assert.equal(decide(ddl, ...run({})).verdict, 'holds')
  assert.equal(decide(ddl, ...run({ madeLater: 1 })).verdict, 'violated')
  assert.equal(decide(ddl, ...run({}).slice(0, 2)).verdict, 'unknown')
})

describe('what the primary itself lacks says nothing of subscribers', () => {
  const none: Partial<Beside> = { published: 0, publishedSum: 0, filtered: 0, kept: 0 }
  const run = (n1: Partial<Beside>, n3: Partial<Beside> = {}) => [
    beside('n1', { ...published, ...n1 }),
    beside('n2', applied),
    beside('n3', { ...applied, ...n3 }),
  ]

  test('a table that was never made there, or is there no more', () => {
    const ddl = 'ddl-is-not-replicated'
    assert.equal(decide(ddl, ...run({ madeLater: 0 })).verdict, 'unknown')
    assert.match(decide(ddl, ...run({ madeLater: 0 })).reason, /^n1 itself lacks/)
    assert.equal(decide(ddl, ...run({ madeLater: 0 }, { madeLater: 1 })).verdict, 'unknown')
  })

  test('a sequence from which it never drew, and rows that it has none of', () => {
    const undrawn = decide('sequences-are-not-replicated', ...run({ drawn: 0 }, { drawn: 7 }))
    assert.equal(undrawn.verdict, 'unknown', undrawn.reason)
    const unwritten = decide('replication-is-per-table', ...run(none))
    assert.equal(unwritten.verdict, 'unknown', unwritten.reason)
    assert.equal(decide('replication-is-per-table', ...run(none, { kept: 3 })).verdict, 'violated')
  })

  test('a primary that failed was emptied with the table that was made on it: it is on no trial then', () => {
    const { trial } = claim('ddl-is-not-replicated')
    assert.ok(typeof trial === 'function')
    const emptied = run({ madeLater: 0 })
    assert.ok(trial(timeline(...emptied)))
    assert.ok(!trial(timeline(failover([5000, 5100]), ...emptied)))
    assert.ok(trial(timeline(failover([5000, 5100]), ...run({}))))
    assert.ok(trial(timeline(failover([5000, 5100]), ...run({ madeLater: 0 }, { madeLater: 1 }))))
  })
})

describe('lag-bounds-the-loss', () => {
  const { decide: judge, trial } = claim('lag-bounds-the-loss')
  const write = (value: number, ms: number) => call({ value, ms: [ms - 10, ms] })
  const writes = [write(1, 1000), write(2, 2000), write(3, 3900)]
  const switched = failover([5000, 5100], { lag: { seconds: 2 } })
  const evidence = timeline(...writes, switched)
  const lost = (row: number) =>
    counted(1, {
      lostWrites: [{ rows: [row], acknowledged: { timeNs: evidence.history.timeNs[row] } }],
    })

  test('holds where what was lost is younger than the lag', () => {
    const { verdict, power, reason } = judge(lost(5), evidence)
    assert.equal(verdict, 'holds', reason)
    assert.deepEqual(power, { writesBeforeTheLag: 2 })
  })

  test('one that was acknowledged before the new primary was behind breaks it', () => {
    const { verdict, reason } = judge(lost(3), evidence)
    assert.equal(verdict, 'violated')
    assert.match(reason, /n2 was behind, the first of them 1\.00 s before/)
  })

  test('says nothing of a later failover of which the losses are not all told', () => {
    const again = event('operator', 'failover', [8000, 8100], {
      from: 'n2',
      to: 'n3',
      toLsnBytes: 100,
      lag: { seconds: 2 },
    })
    const twice = timeline(...writes, switched, again)
    assert.equal(judge(counted(2000, { lostWrites: [] }), twice).verdict, 'unknown')
    assert.equal(judge(counted(0), twice).verdict, 'holds')
  })

  test('says nothing where all that was written is younger, and is not on trial where nobody knows the lag', () => {
    const young = timeline(write(1, 4000), switched)
    assert.equal(judge(counted(0), young).verdict, 'unknown')
    assert.ok(typeof trial === 'function')
    assert.ok(trial(evidence))
    assert.ok(!trial(timeline(...writes, failover([5000, 5100]))))
    assert.ok(!trial(timeline(...writes)))
  })
})

test('a copy that was made under load is whole where it holds what the primary holds', () => {
  const id = 'initial-copy-is-whole'
  const { trial } = claim(id)
  const during = call({ value: 7, node: 'n2', ms: [5200, 5300] })
  const copying = failover([5000, 6000], { copied: ['n3'] })
  const run = (n3: number[]) => [copying, during, atRest('n3', n3), atRest('n2', [7])] as const
  const { verdict, power, reason } = decide(id, ...run([7]))
  assert.equal(verdict, 'holds', reason)
  assert.deepEqual(power, { writesDuringCopies: 1 })
  assert.equal(decide(id, ...run([])).verdict, 'violated')
  assert.equal(decide(id, copying, during, atRest('n2', [7])).verdict, 'unknown')
  assert.ok(typeof trial === 'function')
  assert.ok(trial(timeline(...run([7]))))
  assert.ok(!trial(timeline(copying, atRest('n2', []))), 'nobody wrote meanwhile')
})

test('what somebody skipped is missing by that, and by no copy and no failover', () => {
  const skipped = (repair: string) =>
    fault('occupy-row-n3', [7000, 9000], { nodes: ['n3'], row: 44, repair })
  const during = call({ value: 7, node: 'n2', ms: [5200, 5300] })
  const copied = failover([5000, 6000], { copied: ['n3'] })
  const copies = (repair: string) =>
    decide(
      'initial-copy-is-whole',
      copied,
      during,
      skipped(repair),
      atRest('n3', []),
      atRest('n2', [7]),
    )
  assert.deepEqual([copies('skip').verdict, copies('row').verdict], ['unknown', 'violated'])
  const behind = (repair: string, n3: number[]) =>
    decide(
      'subscribers-are-never-ahead',
      failover([5000, 5100]),
      skipped(repair),
      atRest('n3', n3),
      atRest('n4', [7]),
      atRest('n2', [7]),
    ).verdict
  assert.deepEqual([behind('skip', []), behind('row', [])], ['unknown', 'violated'])
  assert.equal(behind('skip', [7, 8]), 'violated', 'what it has more was skipped by nobody')
})

test('a transaction that is half there breaks the order on subscribers; reads of the primary alone say nothing', () => {
  const { decide: judge, covers } = claim('subscribers-apply-whole-and-in-order')
  const balances = { f: 'read', answer: { 0: 20, 1: 20 } }
  const transfer = (ms: number) =>
    call({ f: 'transfer', value: { id: ms, payer: 0, payee: 1, amount: 1 }, ms: [ms, ms + 5] })
  const read = (node: string) =>
    timeline(transfer(10), call({ ...balances, node, ms: [20, 30] }), transfer(40))
  const of = (verdict: 'pass' | 'fail' | 'unknown') => ({
    ...judged,
    checks: { bank: said(verdict, {}, 'wrong-total') },
  })
  assert.deepEqual(judge(of('pass'), read('n2')).power, { readsOfSeveralRows: 1 })
  assert.equal(judge(of('pass'), read('n2')).verdict, 'holds')
  assert.equal(judge(of('pass'), read('n1')).verdict, 'unknown')
  assert.equal(judge(of('unknown'), read('n2')).verdict, 'unknown')
  const broken = of('fail')
  assert.equal(judge(broken, read('n2')).verdict, 'violated')
  assert.ok(covers('bank', broken.checks.bank.anomalies[0], broken))
})

test('conflicts: none where no server told of one and all hold the same', () => {
  const id = 'no-conflict-resolution'
  const run = (n3: number[], ...told: string[]) =>
    decide(
      id,
      call({ value: 7, ms: [10, 20] }),
      atRest('n2', [7]),
      atRest('n3', n3),
      atRest('n1', [7]),
      conflicts('n1'),
      conflicts('n2'),
      conflicts('n3', ...told),
    )
  assert.equal(run([7]).verdict, 'holds')
  assert.equal(run([7, 8]).verdict, 'violated')
  assert.match(run([7], 'duplicate key value violates').reason, /^On n3: duplicate key/)
  const unlooked = [atRest('n1', [7]), atRest('n2', [7]), atRest('n3', [7]), conflicts('n1')]
  assert.equal(decide(id, ...unlooked).verdict, 'unknown')
})

test('a row in the way stops replication where it was seen refused, and one that did not breaks it', () => {
  const id = 'conflict-stops-replication'
  const { trial } = claim(id)
  const occupied = (effect?: object) => [
    ...fault('occupy-row-n3', [1000, 4000], { nodes: ['n3'] }).slice(0, 2),
    ...event('undo', 'undo occupy-row-n3', [4000], { nodes: ['n3'], effect }),
  ]
  const by = { refused: 'duplicate key', finishedAt: '0/12', times: 3 }
  const { verdict, reason } = decide(id, occupied({ took: true, by }))
  assert.equal(verdict, 'holds')
  assert.equal(reason, 'n3 applied nothing beyond 0/12: duplicate key.')
  const unseen = occupied({ took: false, by: { refused: 'nothing' } })
  assert.equal(decide(id, unseen).verdict, 'unknown')
  const passed = decide(id, occupied({ took: true, by: { refused: 'nothing', passed: 44 } }))
  assert.equal(passed.verdict, 'violated')
  assert.match(passed.reason, /^n3 had row 44 in the way .* and applied what came after it/)
  assert.ok(typeof trial === 'function')
  assert.ok(trial(timeline(unseen)))
  assert.ok(!trial(timeline(fault('kill-n3', [1000, 4000], { nodes: ['n3'] }))))
})

test('a subscriber is ahead where it holds what the promoted standby lacks', () => {
  const id = 'subscribers-are-never-ahead'
  const struck = fault('kill-primary', [4000, 9000], {
    nodes: ['n1'],
    before: { node: 'n1', waiting: 0, lsnBytes: 150 },
  })
  const run = (n3: number[], toLsnBytes = 100) =>
    decide(
      id,
      struck,
      failover([5000, 5100], { toLsnBytes }),
      atRest('n3', n3),
      atRest('n4', [7]),
      atRest('n2', [7]),
    )
  const { verdict, power } = run([7])
  assert.deepEqual([verdict, power], ['holds', { walBytesBeyond: 50 }])
  assert.match(run([7, 8]).reason, /n3 has 1 rows that n2 lacks/)
  assert.equal(run([7, 8]).verdict, 'violated')
  assert.equal(run([]).verdict, 'violated')
  assert.equal(run([7], 150).verdict, 'unknown', 'the standby lacked nothing')
  assert.equal(decide(id, atRest('n2', [7])).verdict, 'unknown')
})

describe('how long commits wait for a subscriber’s flush', () => {
  const sync = { ...given, sync: 'on' } as const
  const names = 'ANY 1 (n1, n2, n3)'
  const settings = { synchronous_commit: 'on', synchronous_standby_names: names }
  const mode = event('observed', 'mode', [0], { node: 'n1', settings, standbys: { n2: 'quorum' } })
  const run = (tookMs: number) =>
    timeline(
      mode,
      ...Array.from({ length: 30 }, (_, i) =>
        call({ value: i, ms: [i * 300 + 1, i * 300 + 1 + tookMs] }),
      ),
    )
  const of = (applyCommit: 'off' | 'local', tookMs: number) => {
    const claims = claimsOf({ ...sync, applyCommit }, set)
    const found = claims.find(({ id }) => id.includes('apply-delays'))!
    return found.decide(judged, run(tookMs)).verdict
  }

  test('it is long where it is left to the subscriber, and short where each is asked for', () => {
    assert.deepEqual([of('off', 210), of('off', 5)], ['holds', 'violated'])
    assert.deepEqual([of('local', 5), of('local', 210)], ['holds', 'unknown'])
  })
})
