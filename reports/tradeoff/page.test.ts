import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../html/markup.ts'
import { pointsCsv } from './csv.ts'
import { curvesOf } from './curves.ts'
import { loadDrawCurves, type DrawCurves } from './draw.ts'
import { tradeoffPage } from './page.ts'
import { rowsOf } from './rows.ts'
import { tradeoff } from './tradeoff.fixture.ts'
import { crossingText } from './words.ts'

const undrawn: DrawCurves = { inPage: () => html``, png: () => Buffer.alloc(0) }

test('the page is one file that loads nothing, and what it is told is escaped', async () => {
  const page = tradeoffPage(tradeoff(), await loadDrawCurves())
  assert.doesNotMatch(page, /<script|<img|https?:\/\/(?!www\.w3\.org)|src=|@import/)
  assert.match(page, /A &lt;b&gt;fully&lt;\/b&gt; synchronous solution/)
  for (const title of ['1 client', '8 clients'])
    assert.match(page, new RegExp(`Commits against the single server, ${title}`))
  assert.match(page, /stroke="var\(--ok\)"/)
})

test('what a commit waited for on its own server stands on the page', () => {
  const { plan, ...others } = tradeoff()
  const pageOf = (commitDelay: number) =>
    tradeoffPage({ ...others, plan: { ...plan, commitDelay } }, undrawn)
  assert.match(pageOf(1), /that takes writes waits 1 ms, as for a disk/)
  assert.match(pageOf(0), /flushes its log at once, to this machine’s own disk/)
})

test('there is no picture of kills where none was made, and no verdict without its conditions', () => {
  const { kills: _, ...others } = tradeoff()
  const page = tradeoffPage({ ...others, kills: [] }, undrawn)
  assert.doesNotMatch(page, /Acknowledged writes that a kill loses/)
  assert.match(page, /With 1 client it holds at 5, 20 ms\./)
})

test('what a kill loses stands once for a level and a round trip, in the row of its clients', () => {
  const rows = rowsOf(tradeoff())
  const withLoss = rows.filter((row) => row[7] !== '')
  assert.deepEqual(
    withLoss.map(([level, rtt, clients, , , , , ...told]) => [level, rtt, clients, ...told]),
    [
      ['async', '0 ms', '8', '300 to 400', '300 ms to 400 ms', '1.30 s to 1.40 s'],
      ['on', '0 ms', '8', '0', '0 s', '1.30 s'],
      ['on', '20 ms', '8', '0', '0 s', '1.30 s'],
    ],
  )
})

test('a crossing tells its interval, and what was not tried is told as such', () => {
  const { crossings, plan } = tradeoff()
  assert.deepEqual(
    crossings.map((each) => crossingText(each, plan)),
    [
      'more than half up to 20 ms',
      'beyond 20 ms (12 ms to beyond 20 ms)',
      '0.5 ms (0.2 ms to 0.8 ms)',
      'less than half at 0 ms already',
    ],
  )
})

test('a table for programs has a line for each point and a field for each name', () => {
  const [head, ...lines] = pointsCsv(tradeoff()).trimEnd().split('\n')
  assert.equal(lines.length, 18)
  for (const line of lines) assert.equal(line.split(',').length, head.split(',').length)
  assert.match(lines[0], /^single,0,1,6,100,1000,900,1100,1,1,1,/)
})

test('each picture is a PNG, and a level of other figures is drawn elsewhere', async () => {
  const draw = await loadDrawCurves()
  const [ratio, ...others] = curvesOf(tradeoff())
  const png = draw.png(ratio)
  assert.equal(png.subarray(1, 4).toString(), 'PNG')
  const moved = {
    ...ratio,
    lines: ratio.lines.map((line) => ({ ...line, points: line.points.slice(1) })),
  }
  assert.ok(!png.equals(draw.png(moved)))
  assert.deepEqual(
    others.map(({ file }) => file),
    ['ratio-8', 'losses', 'recoveries'],
  )
})
