import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAppend } from '../../checkers/transactions/list-append.ts'
import { rwRegister } from '../../checkers/transactions/rw-register.ts'
import { ended, spans } from '../../checkers/transactions/testing.ts'
import type { CycleDetail } from '../../checkers/transactions/cycle-detail.ts'
import { panelsOf } from './circles-layout.ts'
import { circles } from './circles.ts'

const detailOf = (anomalies: readonly { detail?: unknown }[]) => anomalies[0].detail as CycleDetail
const forked = listAppend().check(spans('0 ax1', '1 ay1', '2 [rxry1', '3 rx1ry', '2 ]'), {})
const open = rwRegister().check(ended('wx1wy1', 'wx2wy2', 'gx1gy2', 'gx2gy1'), {})

test('a circle goes from box to box, from the first on and back to it', () => {
  const { panels } = panelsOf(detailOf(forked.anomalies))
  assert.equal(panels.length, 1)
  const [{ says, boxes, arrows }] = panels
  assert.equal(says, '')
  assert.deepEqual(
    boxes.map(({ title, lines }) => [title, ...lines].join(', ')),
    [
      'T1 · process 0, append x 1',
      'T2 · process 1, append y 1',
      'T3 · process 2, read x [], read y [1]',
      'T4 · process 3, read x [1], read y []',
    ],
  )
  assert.deepEqual(
    arrows.map(({ number, edge, label }) => `${number} ${edge.from}${edge.to} ${label}`),
    ['1 T1T4 wr x', '2 T4T2 rw y', '3 T2T3 wr y', '4 T3T1 rw x'],
  )
})

test('each side of an open choice has its circle, and its arrows say which side they need', () => {
  const { panels } = panelsOf(detailOf(open.anomalies))
  assert.deepEqual(
    panels.map(({ says }) => says),
    ['T1 wrote 1 to key "x" before T2 wrote 2, for otherwise', 'But then'],
  )
  assert.deepEqual(
    panels.map(({ arrows }) => arrows.map(({ label }) => label)),
    [
      ['wr y', 'rw x if T2 before T1'],
      ['wr y', 'rw x if T1 before T2'],
    ],
  )
  const drawn = circles(detailOf(open.anomalies)) || assert.fail('nothing is drawn')
  assert.match(drawn.text, /class="arrow dashed"/)
  assert.match(drawn.text, /class="arrow dotted"/)
})

test('a supposition stands around what follows from it, up to where it is dropped', () => {
  const tried = ['wu1', 'wx1wv1', 'wx2wz1wv2', 'wz2wu2', 'gx1gu1', 'gx2gu2', 'gx2gz1gu1', 'gx1gz2']
  const { anomalies } = rwRegister().check(ended(...tried), {})
  const { panels } = panelsOf(detailOf(anomalies))
  const from = (text: string) => panels.findIndex(({ says }) => says.startsWith(text))
  assert.equal(panels[from('Suppose')].depth, 0)
  assert.equal(panels[from('But then')].depth, 1)
  assert.equal(panels[from('So it was the other way round')].depth, 0)
  assert.equal(panels.at(-1)!.depth, 0)
  for (const { arrows } of panels)
    for (const [i, { edge }] of arrows.entries())
      assert.equal(edge.to, arrows[(i + 1) % arrows.length].edge.from)
})

test('a box has what was done to the keys of its circle; of a long list its end', () => {
  const other = [...'abcdefghijklmno'].map((key) => `w${key}1`).join('')
  const { anomalies } = rwRegister().check(ended(`wx1${other}gy_`, 'wy1gx_'), {})
  const [{ boxes }] = panelsOf(detailOf(anomalies)).panels
  assert.deepEqual(
    boxes.map(({ lines }) => lines),
    [
      ['write x 1', 'read y nil', '… 15 more'],
      ['write y 1', 'read x nil'],
    ],
  )
  const long = spans('0 ax1ax2ax3ax4ax5ax6', '1 rx123456', '2 ax7', '3 rx123456', '4 rx1234567')
  const [panel] = panelsOf(detailOf(listAppend().check(long, {}).anomalies)).panels
  assert.ok(panel.boxes.some(({ lines }) => lines.includes('read x [… 3 4 5 6]')))
})

test('who contradicts itself has an arrow that comes back, and who shows an edge stands beside', () => {
  const own = rwRegister({ models: ['read-atomic'] }).check(spans('0 wx1', '0 wx2', '0 gx1'), {})
  const [{ boxes, arrows }] = panelsOf(detailOf(own.anomalies)).panels
  assert.deepEqual(
    boxes.map(({ name, isBeside }) => `${name} ${isBeside}`),
    ['T1 false', 'T2 false', 'T3 true'],
  )
  assert.deepEqual(
    arrows.map(({ label }) => label),
    ['same process', 'ww x by T3'],
  )
  const edge = { ...arrows[0].edge, to: 'T1' }
  const drawn = circles({ nodes: detailOf(own.anomalies).nodes, edges: [edge] })
  assert.match(drawn ? drawn.text : '', /class="arrow time"\s+d="M\d+ \d+h30v14H/)
})

test('nothing is drawn of what puts no transaction before another', () => {
  for (const detail of [undefined, null, [], { nodes: [], edges: [] }, { nodes: 3, edges: 4 }])
    assert.equal(circles(detail), false)
})
