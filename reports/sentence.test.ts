import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClaimResult } from '../runner/results.ts'
import { failoverRun } from './failover.fixture.ts'
import { headline, outcomeOf } from './sentence.ts'

const { results } = failoverRun()
const claim = (verdict: ClaimResult['verdict'], sentence: string): ClaimResult => ({
  ...results.claims[0],
  verdict,
  sentence,
})

test('the run in one sentence', () => {
  assert.equal(
    headline(results),
    'hot-standby async: 591 of 10,310 acknowledged writes lost; the manual says “some transactions might be lost in the switch to a backup server”: the claim holds.',
  )
})

test('a violated claim is told before an undecided one, and that before one that holds', () => {
  const claims = [claim('holds', 'A'), claim('unknown', 'B'), claim('violated', 'C')]
  assert.match(headline({ ...results, claims }), /“C”: the claim is violated\.$/)
  assert.match(
    headline({ ...results, claims: claims.slice(0, 2) }),
    /“B”: the claim is undecided\.$/,
  )
})

test('nothing lost, nothing acknowledged and nothing known are three things', () => {
  assert.match(headline({ ...results, lost: 0 }), /: none of 10,310 acknowledged writes lost;/)
  assert.match(headline({ ...results, acknowledged: 0, lost: 0 }), /: no write was acknowledged;/)
  assert.match(headline({ ...results, lost: null }), /: nobody can say how many of 10,310 /)
})

test('a run that broke off proves nothing', () => {
  const error = { code: 'runtime', message: 'x', phase: 'set up' }
  assert.match(
    headline({ ...results, verdict: 'unknown', error }),
    /broke off in its phase “set up”, so nothing is proved\.$/,
  )
})

test('what was seen is told although the run broke off after it', () => {
  const error = { code: 'crash', message: 'x', phase: 'report' }
  const told = headline({ ...results, verdict: 'fail', lost: 5, error })
  assert.match(told, /5 of 10,310 acknowledged writes lost; .*broke off in its phase “report”\.$/)
  assert.match(
    headline({ ...results, verdict: 'fail', acknowledged: null, error }),
    /nobody can say what was acknowledged/,
  )
})

test('an outcome is the verdict, the loss and the recovery, or where the run broke off', () => {
  assert.equal(outcomeOf(results), 'pass: 591 of 10,310 acknowledged writes lost, recovery 3.03 s')
  const error = { code: 'runtime', message: 'No space.', phase: 'set up' }
  assert.equal(
    outcomeOf({ ...results, verdict: 'unknown', error }),
    'unknown: the run broke off in its phase “set up”',
  )
  assert.match(outcomeOf({ ...results, rtoSeconds: null }), /, recovery unknown$/)
})

test('what no claim speaks of is part of the headline', () => {
  const findings = [{ verdict: 'fail' as const, reason: 'No claim allows a ghost.' }]
  assert.match(headline({ ...results, findings }), /the claim holds; No claim allows a ghost\.$/)
})
