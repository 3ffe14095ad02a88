import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIRST_FINAL_PROCESS } from '../../runner/final-reads.ts'
import { call, fault, timeline } from './timeline.fixture.ts'
import { hangingInto, isDisturbed } from './writes-during.ts'
import { isWritingAtRest } from './writing-at-rest.ts'

/** A standby is away from 1 s on, for so long, while a write hangs until 9 s. */
function away(untilMs: number, ...more: ReturnType<typeof fault>[]) {
  const evidence = timeline(
    call({ ms: [900, 9000], type: 'info' }),
    fault('kill-n2', [1000, untilMs], { nodes: ['n2'] }),
    ...more,
  )
  const { history } = evidence
  const rowOf = (f: string, place: 'first' | 'last') => {
    const rows = Array.from({ length: history.length }, (_, row) => row)
    const named = rows.filter((row) => history.names[history.f[row]] === f)
    return place === 'first' ? named[0] : named.at(-1)!
  }
  const stretch = { fromRow: rowOf('kill-n2', 'last'), untilRow: rowOf('undo kill-n2', 'first') }
  return { evidence, stretch }
}

test('a write hangs into a stretch that is long enough to tell, and into no other', () => {
  const hanging = (untilMs: number) => {
    const { evidence, stretch } = away(untilMs)
    return hangingInto(evidence.history, () => true, stretch)
  }
  assert.deepEqual([hanging(8000), hanging(1100)], [1, 0])
})

test('what was over before a stretch, or began after it, does not disturb it', () => {
  const disturbed = (from: number, until: number) => {
    const { evidence, stretch } = away(5000, fault('lock-storm-n1', [from, until], { nodes: [] }))
    return isDisturbed(stretch, evidence)
  }
  assert.deepEqual([disturbed(100, 500), disturbed(6000, 7000)], [false, false])
  assert.deepEqual([disturbed(100, 1500), disturbed(4000, 7000)], [true, true])
})

test('a write that is under way when copies are read is one at rest, and a read is none', () => {
  const final = call({ f: 'read', process: FIRST_FINAL_PROCESS, ms: [10_000, 10_001] })
  const writing = (f: string, ms: [number, number]) =>
    isWritingAtRest(timeline(call({ f, ms }), final).history)
  assert.equal(writing('add', [9900, 10_500]), true)
  assert.equal(writing('add', [9900, 9950]), false)
  assert.equal(writing('read', [9900, 10_500]), false)
})
