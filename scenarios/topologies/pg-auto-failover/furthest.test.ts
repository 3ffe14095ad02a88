import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import { event, timeline } from '../../claims/timeline.fixture.ts'
import { electsTheFurthest } from './furthest.ts'

const candidate = (node: string, timelineId: number, lsnBytes: number) => ({
  node,
  timeline: timelineId,
  lsnBytes,
})
const astray = candidate('n1', 1, 900)
const gone = candidate('n3', 2, 500)

/** That the monitor chose somebody among these. */
const elected = (name: string, ...candidates: ReturnType<typeof candidate>[]) =>
  event('observed', 'election', [9000], { elected: name, candidates })

type Lines = ReturnType<typeof event>

const told = (...lines: Lines[]) => {
  const { verdict, reason } = electsTheFurthest.decide(counted(0), timeline(...lines))
  return `${verdict}: ${reason}`
}

test('whoever went on from what both had is elected, though the other position is larger: holds', () => {
  assert.equal(
    told(elected('n3', astray, gone)),
    'holds: n3 at 500 of timeline 2 was elected before n1 at 900 of timeline 1.',
  )
})

test('the larger position of an older timeline is elected: violated', () => {
  assert.equal(
    told(elected('n1', astray, gone)),
    'violated: n1 at 900 of timeline 1 was elected, though n3 at 500 of timeline 2 had gone on from what both had.',
  )
  assert.match(told(elected('n3', astray, gone), elected('n1', astray, gone)), /^violated/)
})

test('one on the newest timeline is elected though another one there is further: holds', () => {
  const behind = candidate('n2', 2, 400)
  assert.match(told(elected('n2', astray, behind, gone)), /^holds: n2 at 400 of timeline 2/)
})

test('is on trial where timelines and positions say different things, and unknown elsewhere', () => {
  const { trial } = electsTheFurthest
  assert.ok(typeof trial === 'function')
  assert.equal(trial(timeline(elected('n1', astray, gone))), true)
  for (const agreed of [
    elected('n3', candidate('n1', 1, 400), gone),
    elected('n3', candidate('n1', 2, 900), gone),
    elected('n1', astray),
  ]) {
    assert.equal(trial(timeline(agreed)), false)
    assert.match(told(agreed), /^unknown/)
  }
  assert.match(told(), /^unknown/)
})
