import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, waitsForNobody } from './judged.fixture.ts'
import { delayIsUnderASecond } from './streaming-delay.ts'
import { call, fault, mode, timeline, type Call } from './timeline.fixture.ts'

const claim = delayIsUnderASecond(waitsForNobody, 'n1')

/** A write a second, and after each of them reads of a standby that are so many milliseconds behind. */
function run(behindMs: number, { reads = 5, seconds = 30, broken = false } = {}) {
  const calls = Array.from({ length: seconds }, (_, second): Call[] => {
    const atMs = 1000 * second
    const shown = (readMs: number) => Math.max(0, Math.floor((readMs - behindMs) / 1000))
    return [
      { f: 'write', key: 1, value: second, ms: [atMs, atMs + 1] },
      ...Array.from({ length: reads }, (_, i): Call => {
        const readMs = atMs + 100 + i * 100
        const answer = shown(readMs)
        return { f: 'read', process: 2, key: 1, node: 'n2', answer, ms: [readMs, readMs + 1] }
      }),
    ]
  })
  const all = { nodes: ['n2'] }
  const faults = broken ? [fault('pause-n2', [500, 1000 * seconds], all)] : []
  return timeline(mode('', { n2: 'async' }), ...faults, ...calls.flat().map(call))
}

const onTrial = (evidence: ReturnType<typeof run>) =>
  (claim.trial as (e: unknown) => boolean)(evidence)

test('reads that are seconds behind while nothing is broken break it', () => {
  const { verdict, reason } = claim.decide(counted(0), run(3000))
  assert.equal(verdict, 'violated')
  assert.match(reason, /95 % were 2\d\d\d ms behind at most/)
})

test('those that are not hold, however few are later', () => {
  const { verdict, power } = claim.decide(counted(0), run(150))
  assert.equal(verdict, 'holds')
  assert.ok(power!.readsOfStandbys > 100)
})

test('it is on trial with enough reads, outside of faults', () => {
  assert.ok(onTrial(run(150)))
  assert.ok(!onTrial(run(150, { reads: 1 })))
  assert.ok(!onTrial(run(3000, { broken: true })))
})
