import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Claim, Judged } from '../../../runner/claim.ts'
import { answered, counted } from '../../claims/judged.fixture.ts'
import { bank } from '../../workloads/bank.ts'
import { draws } from '../../workloads/draws.ts'
import { register } from '../../workloads/register.ts'
import { set } from '../../workloads/set.ts'
import { allOrNone } from './all-or-none.ts'
import { claimsOf } from './claims.ts'
import { consistentReads } from '../../claims/consistent-reads.ts'
import { drawnOnce, drawnOnEach } from '../../claims/drawn-values.ts'
import { everyServerWaitedFor } from './every-server-waited-for.ts'
import { everyServerWrites } from '../../claims/every-server-writes.ts'
import { lockedOut } from '../../claims/locked-out.ts'
import { losesNothing } from '../../claims/loses-nothing.ts'
import { options, type TwoPhaseOptions } from './options.ts'
import {
  add,
  atRest,
  calledAtRest,
  drawnAtRest,
  fault,
  read,
  runOf,
  servers,
  write,
  written,
} from './run.fixture.ts'

type Lines = Parameters<typeof runOf>[0]

function told(claim: Claim, lines: Lines, judgedAs?: Judged): string {
  const { judged, evidence } = runOf(lines, judgedAs)
  const { verdict, reason } = claim.decide(judged, evidence)
  return `${verdict}: ${reason}`
}

const crashed = fault('crash-in-commit', ['coordinator'], {
  resolved: { committed: 1, rolledBack: 2 },
})

describe('all commit or none', () => {
  const claim = allOrNone(servers)
  const interrupted = add(2, { at: 2.9, took: 0.5, type: 'info' })
  const same = [atRest('n1', [1, 2]), atRest('n2', [1, 2])]

  test('holds where writes were under way when something failed, and all servers hold the same', () => {
    const { judged, evidence } = runOf([add(1), interrupted, crashed, ...same])
    const { verdict, reason, power } = claim.decide(judged, evidence)
    assert.deepEqual([verdict, power], ['holds', { interrupted: 1, resolved: 3 }])
    assert.match(reason, /1 were committed and 2 rolled back late/)
  })

  test('counts a write that was interrupted before the death was noticed', () => {
    const noticed = fault('crash-in-commit', ['coordinator'], {}, { struckAtNs: 3.6e9 })
    assert.match(told(claim, [interrupted, noticed, ...same]), /^holds/)
  })

  test('is violated by a write that one server has and the other lacks', () => {
    const apart = [atRest('n1', [1, 2]), atRest('n2', [1])]
    assert.equal(
      told(claim, [interrupted, crashed, ...apart]),
      'violated: At rest n1 and n2 answer read differently.',
    )
  })

  test('is violated by one that is neither committed nor rolled back', () => {
    const orphaned = [atRest('n1', [1]), atRest('n2', [1], ['gid-2'])]
    assert.match(told(claim, [interrupted, crashed, ...orphaned]), /^violated: n2 still holds/)
  })

  test('counts a write that one server did not prepare, whoever failed', () => {
    const killed = fault('kill-server', ['n2'])
    const error = '57P03 n2 is away: its connection broke (n2 did not prepare)'
    const refused = add(2, { at: 2.9, took: 0.5, type: 'fail', error })
    const { judged, evidence } = runOf([refused, killed, ...same])
    const { verdict, power } = claim.decide(judged, evidence)
    assert.deepEqual([verdict, power], ['holds', { interrupted: 1, resolved: 0 }])
  })

  test('counts none that may not have come to its commit when something failed', () => {
    const killed = fault('kill-server', ['n2'])
    const whileAway = add(3, { at: 4, took: 0.5, type: 'info' })
    const atItsStatement = add(4, { at: 2.9, took: 0.5, type: 'fail', error: '57P03 n2 is away' })
    const unmet = /^unknown: No commit was under way/
    for (const each of [interrupted, whileAway, atItsStatement])
      for (const failed of [killed, fault('delay-clients', ['n1'])])
        assert.match(told(claim, [each, failed, ...same]), unmet)
    const effect = { took: false, by: {} }
    const nobodyDied = fault('crash-in-commit', ['coordinator'], {}, {}, { effect })
    assert.match(told(claim, [interrupted, nobodyDied, ...same]), unmet)
  })

  test('counts as many writes without an answer as connections between servers were cut at a commit', () => {
    const severed = (links: string[], message: string, connectionsCut = 1) => {
      const effect = { took: connectionsCut > 0, by: { message, connectionsCut } }
      return fault('sever-backends', ['n1'], {}, { links, message }, { effect })
    }
    const unanswered = [2, 3].map((value) => add(value, { at: 4, took: 0.5, type: 'info' }))
    const interruptedBy = (cut: Lines[number]) => {
      const { judged, evidence } = runOf([add(1), ...unanswered, cut, ...same])
      return claim.decide(judged, evidence).power!.interrupted
    }
    const link = 'pgpool-to-n1'
    for (const message of ['commit-withheld', 'commit-sent', 'commit-answered'])
      assert.equal(interruptedBy(severed([link], message)), 1)
    assert.equal(interruptedBy(severed([link], 'commit-sent', 5)), 2)
    assert.equal(interruptedBy(severed([link], 'parse')), 0)
    assert.equal(interruptedBy(severed(['clients-to-n1'], 'commit-sent')), 0)
    assert.equal(interruptedBy(severed([link], 'commit-sent', 0)), 0)
    const late = add(2, { at: 7, took: 0.5, type: 'info' })
    assert.match(told(claim, [late, severed([link], 'commit-sent'), ...same]), /^unknown/)
  })

  test('speaks of transactions alone where each server makes its own rows of a statement', () => {
    const ofLedgers = allOrNone(servers, (f) => f === 'rows')
    const apart = [atRest('n1', { 3: 0 }), atRest('n2', { 3: 8 })]
    const ledgers = (theirs: [number, number][]) => [
      calledAtRest('n1', 'ledger', [[1, 5]], 11.5),
      calledAtRest('n2', 'ledger', theirs, 11.6),
    ]
    const same = [interrupted, crashed, ...apart, ...ledgers([[1, 5]])]
    assert.match(told(ofLedgers, same), /^holds: .* the same transactions/)
    assert.match(told(claim, same), /^violated/)
    assert.match(told(ofLedgers, [interrupted, crashed, ...apart, ...ledgers([])]), /^violated/)
    const { judged } = runOf(same)
    assert.ok(claim.covers('divergence', undefined as never, judged))
    assert.ok(!ofLedgers.covers('divergence', undefined as never, judged))
  })

  test('says nothing of what was read while a write was under way still', () => {
    const late = add(2, { at: 9.995, type: 'info' })
    const apart = [atRest('n1', [1, 2]), atRest('n2', [1])]
    assert.match(told(claim, [late, crashed, ...apart]), /^unknown: A write was under way/)
  })

  test('is unknown where nothing was under way, or a server was not read or not asked', () => {
    const met = fault('crash-in-commit', ['coordinator'])
    assert.match(told(claim, [add(1), met, ...same]), /^unknown: No commit was under way/)
    const early = add(2, { at: 2, took: 0.5, type: 'fail' })
    assert.match(told(claim, [early, met, ...same]), /^unknown/)
    assert.match(told(claim, [interrupted, crashed, same[0]]), /^unknown: Not all that n2 holds/)
    const [readAlone] = [atRest('n2', [1, 2]).slice(0, 2)]
    assert.match(told(claim, [interrupted, crashed, readAlone]), /^unknown/)
  })

  test('is on trial where something failed within a commit, or servers differ or hold something prepared', () => {
    const { trial } = claim
    assert.ok(typeof trial === 'function')
    assert.equal(trial(runOf([crashed]).evidence), true)
    assert.equal(trial(runOf([add(1)]).evidence), false)
    const killed = [interrupted, fault('kill-server', ['n2'])]
    assert.equal(trial(runOf([...killed, ...same]).evidence), false)
    assert.equal(trial(runOf([...killed, atRest('n1', [1]), atRest('n2', [])]).evidence), true)
    const left = [atRest('n1', [1]), atRest('n2', [1], ['gid-2'])]
    assert.equal(trial(runOf([...killed, ...left]).evidence), true)
  })
})

describe('a failure loses nothing', () => {
  const claim = losesNothing(set, false)
  const before = add(1, { at: 2.5 })

  test('holds where something was acknowledged just before a death, and nothing is lost', () => {
    assert.match(told(claim, [before, crashed]), /^holds: .* 1 were acknowledged in the 3 seconds/)
  })

  test('is violated by a loss, and unknown where nothing could have been lost', () => {
    assert.match(told(claim, [before, crashed], counted(1)), /^violated: 1 of 100/)
    assert.match(told(claim, [add(1, { at: -1 }), crashed]), /^unknown/)
  })

  test('takes no fractured read for a loss', () => {
    const lines = [before, crashed]
    const stale = answered('linearizability', 'fail')
    assert.match(told(losesNothing(register, false), lines, stale), /^violated/)
    assert.match(told(losesNothing(register, true), lines, stale), /^unknown: .* half done/)
    assert.match(told(losesNothing(set, true), lines, counted(1)), /^violated/)
  })

  test('is on trial where somebody died', () => {
    assert.ok(typeof claim.trial === 'function')
    assert.equal(claim.trial(runOf([fault('kill-server', ['n1'])]).evidence), true)
    for (const other of ['pause-server', 'stop-server', 'restart-server'])
      assert.equal(claim.trial(runOf([fault(other, ['n1'])]).evidence), false)
    for (const death of ['immediate-server', 'blackout', 'restart-n1:mode=immediate'])
      assert.equal(claim.trial(runOf([fault(death, ['n1'])]).evidence), true)
  })
})

describe('each server accepts writes', () => {
  const claim = everyServerWrites(servers)
  const [here, there] = [add(1, { node: 'n1' }), add(2, { node: 'n2' })]

  test('holds where each did', () => {
    assert.match(told(claim, [here, there]), /^holds: .*1 at n1, 1 at n2/)
  })

  test('tells of writes for which a server had no room, and of none that failed otherwise', () => {
    const full = {
      type: 'fail',
      error: '53200 maximum number of prepared transactions reached',
    } as const
    const away = { type: 'fail', error: '57P03 n2 is away' } as const
    const failed = [full, full, away].map((end) => written('x', { at: 3, end }))
    assert.equal(
      told(claim, [here, there, ...failed]),
      'holds: Writes were acknowledged at each server: 1 at n1, 1 at n2. 2 more were refused: 53200 maximum number of prepared transactions reached.',
    )
  })

  test('is violated by one that never did, and unknown of one that nobody asked', () => {
    const refused = add(2, { node: 'n2', type: 'fail' })
    assert.match(told(claim, [here, refused]), /^violated: None of 1 writes at n2/)
    assert.match(told(claim, [here]), /^unknown: Nobody wrote at n2/)
    assert.match(told(claim, [add(1, { type: 'fail' }), refused]), /^unknown/)
  })

  test('is unknown where so few were taken that it may be chance', () => {
    const refused = (node: string) =>
      Array.from({ length: 20 }, (_, i) => add(100 + i, { node, type: 'fail' }))
    const few = [here, ...refused('n1'), ...refused('n2')]
    assert.match(told(claim, few), /^unknown: None of 20 writes at n2 .* may be chance/)
    const many = [...Array.from({ length: 20 }, (_, i) => add(i, { node: 'n1' })), ...refused('n2')]
    assert.match(told(claim, many), /^violated: None of 20 writes at n2/)
  })

  test('is unknown of one that was asked only while something was broken', () => {
    const killed = fault('kill-server', ['n2'])
    const refused = add(2, { node: 'n2', at: 4, type: 'fail' })
    assert.match(told(claim, [here, killed, refused]), /^unknown: Nobody wrote at n2 but while/)
    const late = add(3, { node: 'n2', at: 7, type: 'fail' })
    assert.match(told(claim, [here, killed, refused, late]), /^violated: None of 2 writes at n2/)
  })
})

describe('every server is waited for', () => {
  const claim = everyServerWaitedFor(servers)
  const killed = fault('kill-server', ['n2'])
  const refused = [4, 5].map((at) => add(at, { at, type: 'fail' }))

  test('holds where nobody could write while one was away', () => {
    const lines = [add(1), killed, ...refused, add(9, { at: 7 })]
    assert.match(told(claim, lines), /^holds: While kill-server kept n2 away, 0 of 2 writes/)
  })

  test('is violated by a write that the one that was away can not have', () => {
    assert.match(
      told(claim, [killed, ...refused, add(9, { at: 5 })]),
      /^violated: .* 1 of 3 writes/,
    )
  })

  test('is unknown where something else may have kept writes from their answers, or no write ever got one', () => {
    const both = [add(1), killed, fault('kill-coordinator', ['coordinator'])]
    assert.match(told(claim, [...both, ...refused]), /^unknown: Nobody tried/)
    assert.match(told(claim, [...both, ...refused, add(9, { at: 5 })]), /^violated/)
    assert.match(told(claim, [killed, ...refused]), /^unknown: No write was acknowledged at all/)
  })

  test('is unknown where nobody tried, and on no trial where nobody commits at all', () => {
    assert.match(told(claim, [add(1), killed]), /^unknown/)
    assert.ok(typeof claim.trial === 'function')
    assert.equal(claim.trial(runOf([killed]).evidence), true)
    for (const other of [fault('kill-coordinator', ['coordinator']), crashed])
      assert.equal(claim.trial(runOf([other]).evidence), false)
  })
})

describe('reads are consistent on every server', () => {
  const claim = consistentReads(servers)
  const beside = [write('x', 1), read('x', 1, 'n1'), read('x', 1, 'n2')]
  const passes = answered('linearizability', 'pass')

  test('holds where servers answered while others wrote the same row', () => {
    assert.match(told(claim, beside, passes), /^holds: Each of 2 servers answered 1 reads/)
  })

  test('is violated by answers that fit no order, and a fractured read is named where all end alike', () => {
    const fails = answered('linearizability', 'fail')
    const witness = ['n1', 'n2']
      .flatMap((node) => read('x', 1, node))
      .map((line, index) => ({ ...line, index }))
    fails.checks.linearizability.anomalies[0].witness = witness
    const same = [atRest('n1', [1]), atRest('n2', [1])]
    assert.match(
      told(claim, [...beside, ...same], fails),
      /^violated: A fractured read: .*saw each/,
    )
    const apart = [atRest('n1', [1]), atRest('n2', [2])]
    assert.match(told(claim, [...beside, ...apart], fails), /^violated: Two saw each/)
    fails.checks.linearizability.anomalies[0].witness = witness.slice(0, 2)
    assert.match(told(claim, [...beside, ...same], fails), /^violated: Two saw each/)
  })

  test('is unknown where one server answered, or of other rows, or nobody could judge', () => {
    const other = [write('y', 1), ...beside.slice(1)]
    assert.match(told(claim, beside.slice(0, 2), passes), /^unknown: n2 answered no read/)
    assert.match(told(claim, other, passes), /^unknown: n1 answered no read/)
    const ofThree = consistentReads([...servers, 'n3'])
    assert.match(told(ofThree, beside, passes), /^unknown: n3 answered no read/)
    const late = answered('linearizability', 'unknown')
    assert.match(told(claim, beside, late), /^unknown: It took too long/)
  })
})

describe('heavy writing locks writers out', () => {
  /** So many times two write a row at once, at two servers, and one of them ends so. */
  const meetings = (count: number, { node = 'n2', end = {}, key = 'x' } = {}) =>
    Array.from({ length: count }, (_, i) => [
      written('x', { at: 2 + i * 0.02 }),
      written(key, { at: 2.001 + i * 0.02, node, end }),
    ]).flat()
  const deadlock = { type: 'fail', error: '40P01 deadlock across servers' } as const
  const isTried = (lines: Lines) => {
    const { trial } = lockedOut
    return typeof trial === 'function' && trial(runOf(lines).evidence)
  }

  test('holds where one is refused for a lock', () => {
    const lines = [...meetings(9), ...meetings(1, { end: deadlock })]
    assert.equal(isTried(lines), true)
    assert.match(told(lockedOut, lines), /^holds: 10 writes began .* 1 of them were refused/)
  })

  test('is violated where all of them only waited, or were refused for something else', () => {
    const other = { type: 'fail', error: '57P03 n2 is away' } as const
    const turn = { type: 'fail', error: '55P03 its turn to commit did not come in 1 s' } as const
    for (const end of [{}, other, turn])
      assert.match(told(lockedOut, meetings(100, { end })), /^violated: 100 writes began/)
  })

  test('is not on trial where few met, or at one server, or in different rows, or while something failed', () => {
    assert.equal(isTried(meetings(99)), false)
    assert.equal(isTried(meetings(100, { node: 'n1' })), false)
    assert.equal(isTried(meetings(100, { key: 'y' })), false)
    const late = { at: 3.5, node: 'n2', end: deadlock }
    const failing = [fault('pause-server', ['n1']), written('x', { at: 3.495 }), written('x', late)]
    assert.equal(isTried([...meetings(50), ...failing]), false)
    assert.equal(isTried([...meetings(200), failing[0]]), false)
  })
})

describe('what random() draws', () => {
  const elements = (node: string, rows: number[]) => atRest(node, rows).slice(0, 2)
  const drew = (node: string, rows: [number, number][]) => [
    drawnAtRest(node, rows),
    elements(
      node,
      rows.map(([element]) => element),
    ),
  ]
  const same = servers.flatMap((node) => drew(node, [[1, 7]]))
  const apart = servers.flatMap((node, i) => drew(node, [[1, 7 + i]]))
  const lacking = [...drew('n1', [[1, 7]]), ...drew('n2', [])]

  test('is no problem where rows are shipped', () => {
    const claim = drawnOnce(servers)
    assert.match(told(claim, same), /^holds/)
    assert.match(told(claim, apart), /^violated: At rest n1 and n2/)
    const none = servers.flatMap((node) => drew(node, []))
    assert.match(told(claim, none), /^unknown: No row was drawn/)
    assert.match(told(claim, same.slice(0, 2)), /^unknown/)
  })

  test('differs where statements are', () => {
    const claim = drawnOnEach(servers)
    assert.match(told(claim, apart), /^holds/)
    assert.match(told(claim, same), /^unknown: All servers drew the same/)
  })

  test('has nothing to do with a row that one of them lacks', () => {
    for (const claim of [drawnOnce(servers), drawnOnEach(servers)])
      assert.match(told(claim, lacking), /^unknown: .* takes no row away/)
  })
})

test('each workload has the claims that it can say something of', () => {
  const ids = (workload: typeof set, given: Partial<TwoPhaseOptions> = {}) =>
    claimsOf(options.parse(given), workload).map(({ id }) => id)
  const always = [
    'all-commit-or-none',
    'failure-loses-nothing',
    'each-server-accepts-writes',
    'every-server-is-waited-for',
  ]
  assert.deepEqual(ids(set), always)
  assert.deepEqual(ids(bank('repeatable-read')), [...always, 'isolation-repeatable-read'])
  assert.deepEqual(ids(bank('serializable')), [...always, 'isolation-serializable'])
  assert.deepEqual(ids(register), [
    ...always,
    'reads-are-consistent-on-every-server',
    'heavy-writing-locks-writers-out',
  ])
  assert.deepEqual(ids(draws), [...always, 'random-is-no-problem'])
  assert.deepEqual(ids(draws, { ship: 'statements' }), [
    ...always.slice(1),
    'random-differs-by-server',
  ])
})
