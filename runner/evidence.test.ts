import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { evidenceOf } from './evidence.ts'

type Line = Omit<Operation, 'index'>

const whole = (about: Omit<Line, 'type' | 'timeNs'>, atMs: number): Line[] => [
  { ...about, type: 'invoke', timeNs: atMs * 1e6 },
  { ...about, type: 'ok', timeNs: (atMs + 1) * 1e6 },
]

const before = { node: 'n1', waiting: 2, lsnBytes: 9 }
const struck = (f: string, atMs: number, more: object = {}) =>
  whole({ process: 'fault', kind: 'fault', f, value: { nodes: ['n1'], before, ...more } }, atMs)
const undone = (f: string, atMs: number) =>
  whole({ process: 'fault', kind: 'undo', f: `undo ${f}`, value: { nodes: ['n1'] } }, atMs)
const write = (atMs: number, node = 'n1') =>
  whole({ process: atMs, f: 'add', value: atMs, node }, atMs)
const failover = whole(
  { process: 'fault', kind: 'operator', f: 'failover', value: { from: 'n1', to: 'n2' } },
  5000,
)

/** What the primary held that fell, as far as that is known. */
function heldIn(...lines: Line[][]) {
  const all = [...lines, failover].flat().toSorted((a, b) => a.timeNs - b.timeNs)
  const history = History.from(all.map((each, index) => ({ ...each, index })))
  return evidenceOf(history).failovers[0].held?.waiting
}

test('what a primary held is known where it was struck and fell', () => {
  assert.equal(heldIn(), undefined)
  assert.equal(heldIn(struck('kill-primary', 4000)), 2)
  assert.equal(heldIn(write(3000), struck('kill-primary', 4000), undone('kill-primary', 9000)), 2)
  assert.equal(heldIn(struck('kill-primary', 4000), write(4500, 'n2')), 2)
  assert.equal(heldIn(struck('kill-primary', 4000), write(9000)), 2, 'it is primary once more')
})

test('and is not where it went on after the blow, or the blow was taken back', () => {
  for (const f of ['restart-primary', 'smart-stop-primary'])
    assert.equal(heldIn(struck(f, 1000), write(3000)), undefined, f)
  const paused = [struck('pause-primary', 1000), undone('pause-primary', 2000)]
  assert.equal(heldIn(...paused), undefined)
})

test('a blow tells what the first failover after it met, and nothing of a later one', () => {
  const later = failover.map((line) => ({ ...line, timeNs: line.timeNs + 4e9 }))
  const lines = [...struck('kill-primary', 4000), ...failover, ...later]
  const history = History.from(lines.map((each, index) => ({ ...each, index })))
  const held = evidenceOf(history).failovers.map((each) => each.held?.waiting)
  assert.deepEqual(held, [2, undefined])
})

test('how far behind the new primary was is known where both positions are', () => {
  const beyond = (toLsnBytes: number | undefined, ...lines: Line[][]) => {
    const to = failover.map((line) => ({ ...line, value: { from: 'n1', to: 'n2', toLsnBytes } }))
    const history = History.from([...lines, to].flat().map((each, index) => ({ ...each, index })))
    return evidenceOf(history).failovers[0].walBytesBeyond
  }
  const killed = struck('kill-primary', 4000)
  assert.deepEqual([beyond(4, killed), beyond(9, killed), beyond(12, killed)], [5, 0, 0])
  assert.deepEqual([beyond(undefined, killed), beyond(4)], [undefined, undefined])
})

test('one that nobody else hears goes on in vain', () => {
  const cutOff = struck('strand-primary', 3000, { lost: ['n1 to n2'] })
  assert.equal(heldIn(cutOff, write(3500)), 2)
  assert.equal(heldIn(cutOff, undone('strand-primary', 3200), write(3500)), undefined)
})
