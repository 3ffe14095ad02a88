import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { disturbances, sceneOf, stack, stays } from './events.ts'
import { failoverRun } from './failover.fixture.ts'

test('a scene has the faults, the steps of the operator and the first write after the outage', () => {
  const { results, history, states } = failoverRun()
  const { bands, marks, startNs, endNs } = sceneOf(results, history, states)
  assert.deepEqual(
    bands.map(({ name, nodes, undone }) => [name, nodes, undone]),
    [
      ['cut-replication', ['n2', 'n3'], true],
      ['kill-primary', ['n1'], true],
    ],
  )
  assert.deepEqual(
    marks.map(({ name, detail }) => `${name} ${detail}`),
    ['kill n1', 'detect n1', 'fence n1', 'failover n1 → n2', 'writes again after kill-primary'],
  )
  assert.equal(startNs, 3.2e9)
  assert.equal(endNs, 32.2e9)
})

test('a kill has its own mark where the history tells its moment, and the cut before it', () => {
  const { results } = failoverRun()
  const kill = { process: 'fault', f: 'kill-primary' } as const
  const value = { nodes: ['n1'], cutAtNs: 1.1e9, struckAtNs: 1.5e9 }
  const history = History.from([
    { ...kill, index: 0, type: 'invoke', value: {}, timeNs: 1e9 },
    { ...kill, index: 1, type: 'ok', value, timeNs: 1.6e9 },
  ])
  const { marks } = sceneOf({ ...results, checks: {} }, history, [])
  assert.deepEqual(marks, [
    { name: 'cut', detail: 'n1', timeNs: 1.1e9 },
    { name: 'kill', detail: 'n1', timeNs: 1.5e9 },
  ])
})

test('what a failover left behind is the difference of its two positions, and never less than nothing', () => {
  const { results, history, states } = failoverRun()
  const [left] = sceneOf(results, history, states).leftBehind
  assert.deepEqual([left.from, left.to, left.bytes], ['n1', 'n2', 416_000])
  const failover = { process: 'fault', f: 'failover' } as const
  const value = { from: 'n1', to: 'n2', fromLsnBytes: 5, toLsnBytes: 9 }
  const further = History.from([
    { ...failover, index: 0, type: 'invoke', value: {}, timeNs: 1 },
    { ...failover, index: 1, type: 'ok', value, timeNs: 2 },
    { ...failover, index: 2, type: 'invoke', value: {}, timeNs: 3 },
    { ...failover, index: 3, type: 'ok', value: { from: 'n2', to: 'n3' }, timeNs: 4 },
  ])
  assert.deepEqual(sceneOf({ ...results, checks: {} }, further, []).leftBehind, [
    { timeNs: 2, from: 'n1', to: 'n2', bytes: 0 },
  ])
})

test('a fault that was never undone lasts to the end of the run', () => {
  const { results } = failoverRun()
  const line = { index: 0, process: 'fault', f: 'kill', value: { nodes: ['n1'] } } as const
  const operations: Operation[] = [
    { ...line, type: 'invoke', timeNs: 1e9 },
    { ...line, type: 'ok', timeNs: 2e9 },
    { ...line, process: 1, f: 'read', type: 'invoke', timeNs: 5e9 },
  ]
  const { bands } = sceneOf({ ...results, checks: {} }, History.from(operations), [])
  assert.deepEqual(bands, [
    { name: 'kill', nodes: ['n1'], startNs: 1e9, endNs: 5e9, undone: false },
  ])
})

test('what shows that a fault did something is told with it', () => {
  const { results } = failoverRun()
  const effect = { took: true, by: { bytesHeld: 5210 } }
  const operations = ['cut-n1', 'undo cut-n1'].flatMap((f, nth) =>
    (['invoke', 'ok'] as const).map((type, half): Operation => {
      const index = 2 * nth + half
      return { index, process: 'fault', f, type, value: { nodes: ['n1'], effect }, timeNs: index }
    }),
  )
  const { bands } = sceneOf({ ...results, checks: {} }, History.from(operations), [])
  assert.deepEqual(
    bands.map(({ shownBy }) => shownBy),
    ['bytes held 5,210'],
  )
})

test('a run of which nothing was recorded still has a scene', () => {
  const { results } = failoverRun()
  const { startNs, endNs, bands, marks } = sceneOf({ ...results, checks: {} }, History.from([]), [])
  assert.ok(endNs > startNs)
  assert.deepEqual([bands, marks], [[], []])
})

test('spans that overlap are put into rows of their own', () => {
  const spans = [
    [0, 10],
    [5, 8],
    [8, 12],
    [10, 11],
  ].map(([start, end]) => ({ start, end }))
  assert.deepEqual(stack(spans), [0, 1, 1, 0])
})

test('a role lasts until the sample that says otherwise', () => {
  const roles = ['primary', 'primary', 'down', 'standby'] as const
  const samples = roles.map((role, second) => ({ timeNs: second * 1e9, node: 'n1', role }))
  assert.deepEqual(
    stays(samples, 9e9, ({ role }) => role),
    [
      { state: 'primary', startNs: 0, endNs: 2e9 },
      { state: 'down', startNs: 2e9, endNs: 3e9 },
      { state: 'standby', startNs: 3e9, endNs: 9e9 },
    ],
  )
})

test('a link is told of only while something is done to it', () => {
  const effects = [[], ['cut'], ['cut'], ['cut', '20 ms later'], []]
  const samples = effects.flatMap((each, second) => [
    { timeNs: second * 1e9, link: 'n2-to-n1', effects: each },
    { timeNs: second * 1e9, link: 'n3-to-n1', effects: [] },
  ])
  assert.deepEqual(
    [...disturbances(samples, 9e9)],
    [
      [
        'n2-to-n1',
        [
          { state: 'cut', startNs: 1e9, endNs: 3e9 },
          { state: 'cut, 20 ms later', startNs: 3e9, endNs: 4e9 },
        ],
      ],
    ],
  )
})
