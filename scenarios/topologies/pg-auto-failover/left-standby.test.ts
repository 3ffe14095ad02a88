import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import { event, fault, timeline } from '../../claims/timeline.fixture.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { leftStandbyTakesOver } from './left-standby.ts'
import { options } from './options.ts'

type Lines = ReturnType<typeof event>

const claim = leftStandbyTakesOver(options.parse({}))
const told = (...lines: Lines[]) => {
  const { verdict, reason } = claim.decide(counted(0), timeline(...lines))
  return `${verdict}: ${reason}`
}

const primary = fault('kill-n1', [1000, 40_000], { nodes: ['n1'] })
const standby = (untilMs = 40_000, node = 'n3') =>
  fault(`kill-${node}`, [1100, untilMs], { nodes: [node] })
const failover = event('observed', 'failover', [9000], { from: 'n1', to: 'n2' })

test('the one that is left takes over: holds', () => {
  assert.match(told(primary, standby(), failover), /^holds: n2 took the place of n1 7\.9 s/)
})

test('nobody does for longer than a failover takes: violated', () => {
  assert.match(told(primary, standby()), /^violated: With n1 and n3 away, n2 and the monitor/)
})

test('a standby that falls once the primary was replaced did not fall with it: unknown', () => {
  const later = fault('kill-n3', [15_000, 40_000], { nodes: ['n3'] })
  assert.match(told(primary, failover, later), /^unknown/)
})

test('whoever fell as the primary before did not fall with the next one: unknown', () => {
  const next = fault('kill-n2', [15_000, 40_000], { nodes: ['n2'] })
  assert.match(told(primary, failover, next), /^unknown/)
  assert.match(told(primary, failover, next, standby()), /^unknown/)
})

test('one of them is back before that: unknown', () => {
  assert.match(told(primary, standby(5000)), /^unknown/)
})

test('is on trial where one is left, and the monitor is there', () => {
  const { trial } = claim
  assert.ok(typeof trial === 'function')
  assert.equal(trial(timeline(primary, standby())), true)
  assert.equal(trial(timeline(primary)), false)
  assert.equal(trial(timeline(primary, standby(40_000, 'n2'), standby())), false)
  const monitor = fault('kill-monitor', [1000, 40_000], { nodes: ['monitor'] })
  assert.equal(trial(timeline(primary, standby(), monitor)), false)
})

test('where a standby fell with it, it is not the time of a primary that fell alone', () => {
  const claims = claimsOf(options.parse({}), set)
  const { trial } = claims.find(({ id }) => id === 'fails-over-in-time')!
  assert.ok(typeof trial === 'function')
  const before = { node: 'n1', waiting: 0, lsnBytes: 1 }
  const struck = fault('kill-n1', [1000, 40_000], { nodes: ['n1'], before })
  assert.equal(trial(timeline(struck)), true)
  assert.equal(trial(timeline(struck, standby())), false)
  assert.equal(trial(timeline(standby())), false)
  const crashed = fault('crash-n1', [1000, 40_000], { nodes: ['n1'], before })
  assert.equal(trial(timeline(crashed)), false)
})
