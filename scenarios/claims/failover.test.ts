import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Judged } from '../../runner/claim.ts'
import { listAppend } from '../workloads/list-append.ts'
import { register } from '../workloads/register.ts'
import { asyncMayLose, syncLosesNothing } from './failover.ts'
import { evidence, failover, mode, write } from './reads.fixture.ts'
import { event, timeline } from './timeline.fixture.ts'
import { answered, counted, said, seen, waitsForAny, waitsForNobody } from './judged.fixture.ts'

const named = { synchronous_standby_names: 'ANY 1 (n1, n2)' }
/** What workloads with each of the checkers say of losses. */
const workload = { losses: { ...listAppend('serializable').losses, ...register.losses } }
const sync = { claim: syncLosesNothing(waitsForAny, workload), settings: named }
const async = { claim: asyncMayLose(waitsForNobody, workload), settings: {} }

for (const { claim, settings } of [sync, async])
  describe(claim.id, () => {
    const { decide } = claim
    const once = seen({ waiting: 3, settings })

    test('says nothing of a run without an acknowledged write', () => {
      const blind: Judged = { ...counted(0), acknowledged: 0 }
      assert.equal(decide(blind, once).verdict, 'unknown')
      assert.match(decide(blind, once).reason, /No write was acknowledged/)
    })

    test('says nothing of a run without a failover, whatever was found', () => {
      const never = seen({ failovers: 0, settings })
      for (const judged of [counted(0), counted(3), answered('linearizability', 'fail')])
        assert.match(decide(judged, never).reason, /No failover/)
      assert.equal(decide(counted(3), never).verdict, 'unknown')
    })

    test('says nothing where nobody could count, with the reason', () => {
      const unread = { acknowledged: 100, lost: null, checks: { durability: said('unknown') } }
      assert.deepEqual(decide(unread, once), { verdict: 'unknown', reason: 'It took too long.' })
    })

    test('says nothing where no checker can tell, or none could', () => {
      const none: Judged = { acknowledged: 100, lost: null, checks: {} }
      assert.equal(decide(none, once).verdict, 'unknown')
      const tired = answered('linearizability', 'unknown')
      assert.deepEqual(decide(tired, once), { verdict: 'unknown', reason: 'It took too long.' })
    })

    test('says nothing where the mode was not in force at some time, or nobody looked', () => {
      const local = seen({ waiting: 3, settings: { ...settings, synchronous_commit: 'local' } })
      for (const judged of [counted(0), counted(3)]) {
        assert.equal(decide(judged, local).verdict, 'unknown')
        assert.match(
          decide(judged, local).reason,
          /not in force.*n1 had synchronous_commit='local'/,
        )
      }
      const other = settings === named ? { synchronous_standby_names: '' } : named
      assert.equal(decide(counted(0), seen({ waiting: 3, settings: other })).verdict, 'unknown')
      assert.match(decide(counted(0), { ...once, modes: [] }).reason, /does not tell which mode/)
    })

    test('speaks of losses, and of nothing else that a checker finds', () => {
      const speaksOf = (check: string, name: string) =>
        claim.covers(check, { name, summary: '', witness: [] }, counted(0))
      assert.ok(speaksOf('durability', 'lost write'))
      assert.ok(speaksOf('durability', 'seen then lost'))
      for (const name of ['aborted read', 'future read', 'resurrected element'])
        assert.ok(!speaksOf('durability', name))
      assert.ok(speaksOf('linearizability', 'stale read'))
      assert.ok(!speaksOf('durability', 'unexpected element'))
      assert.ok(!speaksOf('linearizability', 'thin-air read'))
      assert.ok(!speaksOf('integrity', 'lost write'))
    })

    test('has a sentence of the manual and its place', () => {
      assert.ok(claim.sentence.length > 0)
      assert.match(claim.source, /PostgreSQL documentation/)
    })
  })

test('where nobody looked at the mode, a loss is no breach if it would hold in its own', () => {
  const wouldHold = ({ claim }: typeof async, judged: Judged) =>
    claim.decide(judged, { ...seen({ waiting: 3 }), modes: [] }).wouldHold
  assert.equal(wouldHold(async, counted(3, { lostWindow: null })), true)
  assert.equal(wouldHold(async, counted(3, { holes: 2 })), undefined)
  assert.equal(wouldHold(sync, counted(3)), undefined)
  const other = seen({ settings: named })
  assert.equal(async.claim.decide(counted(3, { lostWindow: null }), other).wouldHold, undefined)
})

describe('a synchronous failover', () => {
  const { decide } = sync.claim
  const once = seen({ waiting: 3, settings: named })

  test('holds where nothing was lost although commits were held back, with the figures', () => {
    const { verdict, reason, power } = decide(
      counted(0),
      seen({ failovers: 2, waiting: 3, settings: named }),
    )
    assert.equal(verdict, 'holds')
    assert.match(reason, /None of 100 .* 2 failovers.* held back 6 commits/)
    assert.deepEqual(power, { commitsHeldBack: 6, walBytesBeyond: 100 })
  })

  test('is unknown where nobody asked what was held back, as of a primary that was given up without a blow', () => {
    const { verdict, reason, power } = decide(counted(0), seen({ settings: named }))
    assert.equal(verdict, 'unknown')
    assert.match(reason, /nobody knows/)
    assert.equal(power!.commitsHeldBack, 0)
  })

  test('is unknown where nothing could have been lost: nobody waited, or all had arrived', () => {
    for (const lame of [{ waiting: 0 }, { waiting: 3, beyondBytes: 0 }]) {
      const { verdict, reason, power } = decide(counted(0), seen({ ...lame, settings: named }))
      assert.equal(verdict, 'unknown')
      assert.match(reason, /nothing could have been/)
      assert.equal(power!.commitsHeldBack, 0)
    }
  })

  test('is violated by one lost write, whatever was held back', () => {
    for (const evidence of [once, seen({ settings: named })]) {
      const { verdict, reason } = decide(counted(1), evidence)
      assert.equal(verdict, 'violated')
      assert.match(reason, /1 of 100/)
    }
  })

  test('is violated by a write that others had read, though nobody acknowledged it', () => {
    const { verdict, reason } = decide(counted(0, { seenThenLost: 2 }), once)
    assert.equal(verdict, 'violated')
    assert.match(reason, /^2 writes that were read and never acknowledged/)
  })

  test('is unknown where nothing is missing but not everything was read', () => {
    const unread = counted(0)
    unread.checks.durability = said('unknown', { reason: '3 acknowledged writes were not read.' })
    assert.deepEqual(decide(unread, once), {
      verdict: 'unknown',
      reason: '3 acknowledged writes were not read.',
    })
  })

  test('stands and falls with the answers where losses can not be counted', () => {
    for (const name of ['linearizability', 'list-append']) {
      assert.equal(decide(answered(name, 'pass'), once).verdict, 'holds')
      assert.deepEqual(decide(answered(name, 'fail'), once), {
        verdict: 'violated',
        reason: 'Two saw each other.',
      })
    }
  })

  test('is unknown where the answers are wrong in a way that is no loss', () => {
    const wrong = answered('linearizability', 'pass')
    wrong.checks.linearizability = said('fail', {}, 'thin-air read')
    assert.equal(decide(wrong, once).verdict, 'unknown')
  })
})

describe('an asynchronous failover', () => {
  const { decide } = async.claim
  const once = seen()

  test('holds where the latest writes were lost', () => {
    const { verdict, reason } = decide(counted(3, { lostWindow: null }), once)
    assert.equal(verdict, 'holds')
    assert.match(reason, /3 of 100/)
  })

  test('holds where a write was lost that others had read and nobody acknowledged', () => {
    const { verdict, reason } = decide(counted(0, { seenThenLost: 2 }), once)
    assert.equal(verdict, 'holds')
    assert.match(reason, /^2 writes that were read and never acknowledged/)
  })

  test('is violated where a write was lost and a later one of its node was not', () => {
    const { verdict, reason } = decide(counted(3, { holes: 2 }), once)
    assert.equal(verdict, 'violated')
    assert.match(reason, /2 of the 3/)
  })

  test('is violated where a lost write was begun on the old primary after the switch', () => {
    const beside = evidence(mode(''), write(1), failover('n1', 'n2'), write(2), write(3, 'n2'))
    const after = counted(1, { lostWrites: [{ rows: [7, 9] }] })
    assert.equal(decide(after, beside).verdict, 'violated')
    assert.match(
      decide(after, beside).reason,
      /^1 lost write was .* on n1 when n2 had taken its pl/,
    )
    const before = counted(1, { lostWrites: [{ rows: [3, 9] }] })
    assert.equal(decide(before, beside).verdict, 'holds')
    assert.equal(decide(counted(2000), beside).verdict, 'violated')
    const wrong = answered('linearizability', 'fail')
    assert.equal(decide(wrong, beside).verdict, 'violated')
    assert.equal(decide(answered('linearizability', 'pass'), beside).verdict, 'unknown')
  })

  test('is violated where a write was lost that the new primary had acknowledged', () => {
    const once = evidence(mode(''), write(1), failover('n1', 'n2'), write(2, 'n2'))
    const { verdict, reason } = decide(counted(1, { lostWrites: [{ rows: [7, 9] }] }), once)
    assert.equal(verdict, 'violated')
    assert.match(reason, /nobody took its place/)
    const lostWindow = { firstNs: 1, lastNs: 9e8 }
    assert.equal(decide(counted(2000, { lostWindow }), once).verdict, 'violated')
  })

  test('holds where a history names no nodes, as those of earlier versions', () => {
    const nameless = write(1).map((each) => ({ ...each, node: undefined }))
    const once = evidence(mode(''), nameless, failover('n1', 'n2'), nameless)
    const before = counted(1, { lostWrites: [{ rows: [3, 9] }] })
    assert.equal(decide(before, once).verdict, 'holds')
    const after = counted(1, { lostWrites: [{ rows: [7, 9] }] })
    assert.equal(decide(after, once).verdict, 'violated')
  })

  test('and so is one that a later failover of the other primary seems to excuse', () => {
    const twice = [failover('n1', 'n2'), write(1), write(2, 'n2'), failover('n2', 'n3')]
    const after = counted(1, { lostWrites: [{ rows: [5, 9] }] })
    assert.equal(decide(after, evidence(mode(''), ...twice)).verdict, 'violated')
  })

  test('is unknown where nothing was lost this time', () => {
    assert.equal(decide(counted(0), once).verdict, 'unknown')
    assert.equal(decide(answered('linearizability', 'pass'), once).verdict, 'unknown')
  })

  test('holds where an impossible answer shows the loss', () => {
    const { verdict, reason } = decide(answered('linearizability', 'fail'), once)
    assert.equal(verdict, 'holds')
    assert.match(reason, /Two saw each other/)
  })
})

describe('a standby that lost its power beside the primary', () => {
  const struck = (fault: string, nodes: string[], settings: object) => {
    const before = { node: 'n1', waiting: 3, lsnBytes: 1000 }
    const told = {
      synchronous_commit: 'on',
      fsync: 'on',
      synchronous_standby_names: 'ANY 1 (n2)',
    }
    return timeline(
      event('observed', 'mode', [0], {
        node: 'n1',
        settings: { ...told, ...settings },
        standbys: {},
      }),
      event('fault', fault, [1000], { nodes, before, struckAtNs: 1e9 }),
      event('operator', 'failover', [2000, 2100], { from: 'n1', to: 'n2', toLsnBytes: 900 }),
    )
  }
  const run = (...about: Parameters<typeof struck>) => {
    const { synchronous_commit = 'on' } = about[2] as { synchronous_commit?: string }
    const { decide } = syncLosesNothing({ ...waitsForAny, synchronous_commit }, workload)
    return decide(counted(3), struck(...about))
  }
  const written = { synchronous_commit: 'remote_write' }
  const both = ['n1', 'n2']

  test('lacks by that what nobody had flushed, and a failover did not lose it', () => {
    for (const settings of [written, { fsync: 'off' }]) {
      const { verdict, reason, wouldHold } = run('power-cut-all', both, settings)
      assert.deepEqual([verdict, wouldHold], ['unknown', true], JSON.stringify(settings))
      assert.match(reason, /^n2 .* power-cut-all/)
    }
    assert.equal(run('lying-flush-all', both, {}).verdict, 'unknown', 'its disk lied')
  })

  test('has what it flushed, and so has one that kept its power or its system', () => {
    assert.equal(run('power-cut-all', both, {}).verdict, 'violated')
    assert.equal(run('power-cut-n1', ['n1'], written).verdict, 'violated')
    assert.equal(run('crash-n2', both, written).verdict, 'violated')
  })
})
