import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sceneOf } from '../events.ts'
import { failoverRun } from '../failover.fixture.ts'
import { charts } from './charts.ts'
import { loadDraw, type Plot } from './draw.ts'

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

test('pictures are PNGs of twice the size', async () => {
  const draw = await loadDraw()
  const png = Buffer.from(draw(plot('ok'), scene, 'light', size).split(',')[1], 'base64')
  assert.equal(png.toString('latin1', 1, 4), 'PNG')
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [600, 300])
})

test('letters are really drawn, in both schemes', async () => {
  const draw = await loadDraw()
  for (const scheme of ['light', 'dark'] as const)
    assert.notEqual(
      draw(plot('iiii'), scene, scheme, size),
      draw(plot('llll'), scene, scheme, size),
    )
  assert.notEqual(draw(plot('ok'), scene, 'light', size), draw(plot('ok'), scene, 'dark', size))
})

test('where nothing can be drawn the figures are still there', async () => {
  const load = () => Promise.reject(new Error('no native module'))
  const text = (await charts(results, states, scene, load)).map((markup) => markup.text).join('')
  assert.match(text, /It could not be drawn on this machine: no native module</)
  assert.match(text, /<summary>Throughput as a table<\/summary>/)
  assert.doesNotMatch(text, /<img/)
})
