import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asyncMayLose, syncLosesNothing } from './failover.ts'
import { answered, counted, said, type Judged } from './judged.fixture.ts'

const once = { failovers: 1 }

for (const claim of [syncLosesNothing, asyncMayLose])
  describe(claim.id, () => {
    const { decide } = claim

    test('says nothing of a run without an acknowledged write', () => {
      const blind: Judged = { ...counted(0), acknowledged: 0 }
      assert.equal(decide(blind, once).verdict, 'unknown')
      assert.match(decide(blind, once).reason, /No write was acknowledged/)
    })

    test('says nothing of a run without a failover, whatever was found', () => {
      for (const judged of [counted(0), counted(3), answered('linearizability', 'fail')])
        assert.match(decide(judged, { failovers: 0 }).reason, /No failover/)
      assert.equal(decide(counted(3), { failovers: 0 }).verdict, 'unknown')
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

    test('has a sentence of the manual and its place', () => {
      assert.ok(claim.sentence.length > 0)
      assert.match(claim.source, /PostgreSQL documentation/)
    })
  })

describe('a synchronous failover', () => {
  const { decide } = syncLosesNothing

  test('holds where nothing was lost', () => {
    const { verdict, reason } = decide(counted(0), { failovers: 2 })
    assert.equal(verdict, 'holds')
    assert.match(reason, /None of 100 .* 2 failover/)
  })

  test('is violated by one lost write', () => {
    const { verdict, reason } = decide(counted(1), once)
    assert.equal(verdict, 'violated')
    assert.match(reason, /1 of 100/)
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
})

describe('an asynchronous failover', () => {
  const { decide } = asyncMayLose

  test('holds where the latest writes were lost', () => {
    const { verdict, reason } = decide(counted(3), once)
    assert.equal(verdict, 'holds')
    assert.match(reason, /3 of 100/)
  })

  test('is violated where a write was lost and a later one of its node was not', () => {
    const { verdict, reason } = decide(counted(3, { holes: 2 }), once)
    assert.equal(verdict, 'violated')
    assert.match(reason, /2 of the 3/)
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
