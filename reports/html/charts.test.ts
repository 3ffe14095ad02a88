import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeState } from '../../runner/results.ts'
import { sceneOf, type Scene } from '../events.ts'
import { failoverRun } from '../failover.fixture.ts'
import { charts } from './charts.ts'
import { loadDraw, type Draw, type Plot } from './draw.ts'
import { html } from './markup.ts'

const { results, history, states } = failoverRun()
const scene = sceneOf(results, history, states)
const size = { width: 300, height: 150 }

function plot(label: string): Plot {
  return {
    unit: 'ms',
    scale: 'linear',
    curves: [
      {
        label,
        color: 'ok',
        points: [
          { x: 5, y: 1 },
          { x: 9, y: null },
        ],
      },
    ],
  }
}

test('pictures are shapes in the colours of the page, and nothing else', async () => {
  const draw = await loadDraw()
  const { text } = draw(plot('ok'), scene, size)
  assert.match(text, /stroke="var\(--ok\)"/)
  assert.match(text, /fill="var\(--band\)"/)
  for (const [, name] of text.matchAll(/<\/?([a-zA-Z]+)/g)) assert.match(name, /^(path|rect|g)$/)
  assert.doesNotMatch(text, /#|url|id=|style|href/)
})

test('letters are really drawn', async () => {
  const draw = await loadDraw()
  assert.notEqual(draw(plot('iiii'), scene, size).text, draw(plot('llll'), scene, size).text)
})

test('what stands alone between two breaks is a dot, for no line leads to it', async () => {
  const draw = await loadDraw()
  const shapes = (points: Plot['curves'][0]['points']) =>
    draw({ ...plot('ok'), curves: [{ label: 'ok', color: 'ok', points }] }, scene, size).text
  const gap = { x: 7, y: null }
  const line = shapes([gap, { x: 8, y: 1 }, { x: 9, y: 1 }])
  const dot = shapes([gap, { x: 8, y: 1 }, gap])
  const areas = (text: string) => text.match(/fill="var\(--ok\)"/g)?.length ?? 0
  assert.equal(areas(dot), areas(line) + 1)
})

const behind = (second: number, lagBytes?: number): NodeState => ({
  timeNs: second * 1e9,
  node: 'n2',
  role: 'standby',
  ...(lagBytes !== undefined && { lagBytes }),
})

/** The curves of what samples alone tell. */
async function curvesOf(samples: NodeState[], leftBehind: Scene['leftBehind'] = []) {
  const curves: Plot['curves'] = []
  const draw: Draw = (plotted) => {
    curves.push(...plotted.curves)
    return html``
  }
  const only = { ...results, checks: {} }
  const markup = await charts(only, samples, { ...scene, leftBehind }, async () => draw)
  return { curves, text: markup.map(({ text }) => text).join('') }
}

test('no line of the lag leads through a time in which nobody answered, or nobody looked', async () => {
  const samples = [
    behind(0, 0),
    behind(1, 1024),
    behind(2),
    behind(3, 2048),
    behind(4, 2048),
    behind(9, 1024),
  ]
  const { curves } = await curvesOf(samples)
  assert.deepEqual(
    curves[0].points.map(({ x, y }) => [x, y]),
    [
      [0, 0.1],
      [1, 1],
      [2, null],
      [3, 2],
      [4, 2],
      [9, null],
      [9, 1],
    ],
  )
})

test('what a failover left behind is in the chart of the lag even where no sample saw any', async () => {
  const left = { timeNs: 5e9, from: 'n1', to: 'n2', bytes: 167_731 }
  const { curves, text } = await curvesOf([behind(1, 0), behind(2)], [left])
  const dots = curves.find((curve) => curve.dots)!
  assert.deepEqual(dots.points, [{ x: 5, y: 167_731 / 1024 }])
  assert.match(text, /n1 to n2 at 5\.000 s left at least 163\.8 KiB behind/)
  assert.match(text, /<td[^>]*>n2, promoted<\/td>\s*<td[^>]*>at least 163\.8 KiB</)
})

test('what waits to be applied is drawn by server, where anything does', async () => {
  const waits = (node: string, queued?: number): NodeState => ({
    timeNs: 2e9,
    node,
    role: 'server',
    ...(queued !== undefined && { queued, pausedMs: 1500 }),
  })
  const { curves, text } = await curvesOf([waits('n1', 0), waits('n2', 33), waits('n3')])
  assert.deepEqual(
    curves.slice(0, 2).map(({ label, points }) => [label, points]),
    [
      ['n1', [{ x: 2, y: 0 }]],
      ['n2', [{ x: 2, y: 33 }]],
    ],
  )
  assert.match(text, /<td[^>]*>n2<\/td>\s*<td[^>]*>33<\/td>\s*<td[^>]*>1\.50 s</)
  assert.equal((await curvesOf([waits('n1', 0)])).text, '')
})

test('where nothing can be drawn the figures are still there', async () => {
  const load = () => Promise.reject(new Error('no native module'))
  const text = (await charts(results, states, scene, load)).map((markup) => markup.text).join('')
  assert.match(text, /It could not be drawn on this machine: no native module</)
  assert.match(text, /<summary>Throughput as a table<\/summary>/)
  assert.doesNotMatch(text, /<svg/)
})
