import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import { event, fault, timeline } from '../../claims/timeline.fixture.ts'
import { noFailoverWithoutMonitor } from './no-failover.ts'
import { options } from './options.ts'

type Lines = ReturnType<typeof event>

const claim = noFailoverWithoutMonitor(options.parse({}))
const told = (...lines: Lines[]) => {
  const { verdict, reason } = claim.decide(counted(0), timeline(...lines))
  return `${verdict}: ${reason}`
}

const monitor = fault('kill-monitor', [1000, 40_000], { nodes: ['monitor'] })
const primary = (untilMs: number) => fault('kill-primary', [5000, untilMs], { nodes: ['n1'] })
const failover = (atMs: number) => event('observed', 'failover', [atMs], { from: 'n1', to: 'n2' })

test('nobody takes over for longer than a failover takes: holds', () => {
  assert.match(told(monitor, primary(30_000)), /^holds: For 25 s neither/)
})

test('somebody does, and the monitor is away: violated', () => {
  assert.match(told(monitor, primary(30_000), failover(9000)), /^violated: n2 took the place of n1/)
})

test('a failover before or after that says nothing', () => {
  assert.match(told(monitor, primary(30_000), failover(41_000)), /^holds/)
})

test('who was replaced before the monitor fell is no primary: nothing to judge', () => {
  const fallen = fault('kill-n1', [1000, 40_000], { nodes: ['n1'] })
  const later = fault('kill-monitor', [15_000, 40_000], { nodes: ['monitor'] })
  assert.match(told(fallen, failover(9000), later), /^unknown/)
  const planned = event('operator', 'switchover', [500], { from: 'n1', to: 'n2' })
  assert.match(told(planned, monitor, primary(30_000)), /^unknown/)
})

test('for a short time nobody would have taken over in any case: unknown', () => {
  assert.match(told(monitor, primary(8000)), /^unknown/)
})

test('is on trial where both were away at once', () => {
  const { trial } = claim
  assert.ok(typeof trial === 'function')
  assert.equal(trial(timeline(monitor, primary(8000))), true)
  assert.equal(trial(timeline(monitor)), false)
  assert.equal(trial(timeline(monitor, fault('kill-n2', [5000, 9000], { nodes: ['n2'] }))), false)
})
