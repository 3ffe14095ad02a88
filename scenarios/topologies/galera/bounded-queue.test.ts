import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation } from '../../../history/operation.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { call, fault, timeline } from '../../claims/timeline.fixture.ts'
import { FLOW_CONTROL, type FlowControl } from '../../databases/mariadb/flow-control.ts'
import { boundedQueue } from './bounded-queue.ts'

const claim = boundedQueue(['n1', 'n2', 'n3'])

const quiet: FlowControl = { longestQueue: 2, pausesAsked: 0, pausedMs: 0, membersChanged: 0 }

/** What n2 counted, and all others too where they are there. */
function ran(counted: Partial<FlowControl>, { locked = true, others = ['n1', 'n3'] } = {}) {
  const inspected = (node: string, own: Partial<FlowControl>): Omit<Operation, 'index'>[] => {
    const about = { process: 2 ** 31, node, f: 'inspect', timeNs: 9e9 } as const
    const value = { tool: FLOW_CONTROL, findings: [], counted: { ...quiet, ...own } }
    return [
      { ...about, type: 'invoke', value: { tool: FLOW_CONTROL } },
      { ...about, type: 'ok', value },
    ]
  }
  return timeline(
    ...(locked ? [fault('lock-storm-n2:hold=4000', [1000, 5000], { nodes: ['n2'] })] : []),
    call({ value: 1, ms: [500, 600] }),
    call({ value: 2, process: 2, ms: [700, 4600] }),
    inspected('n2', counted),
    ...others.map((node) => inspected(node, { pausedMs: counted.pausedMs })),
  )
}

const decide = (evidence: Evidence) =>
  claim.decide({ checks: {}, acknowledged: 2, lost: 0 }, evidence)
const onTrial = (evidence: Evidence) => (claim.trial as (of: Evidence) => boolean)(evidence)

test('a server at which far more waits than has all others pause violates it', () => {
  const { verdict, reason } = decide(ran({ longestQueue: 240 }))
  assert.equal(verdict, 'violated')
  assert.match(reason, /^Up to 240 transactions waited to be applied at n2/)
})

test('writers that were held meanwhile keep it, and the claim tells for how long', () => {
  const { verdict, reason, power } = decide(
    ran({ longestQueue: 33, pausesAsked: 1, pausedMs: 3400 }),
  )
  assert.equal(verdict, 'holds')
  assert.match(
    reason,
    /1 times and paused for 3.4 s in all, and for up to 3.9 s no write was acknowledged/,
  )
  assert.deepEqual(power, { longestQueue: 33, pausedMs: 3400, longestWriteGapMs: 3900 })
})

test('where nothing has to wait, nothing was shown', () => {
  assert.equal(decide(ran({ longestQueue: 27 })).verdict, 'unknown')
  assert.equal(decide(ran({ longestQueue: 33 })).verdict, 'unknown')
  assert.match(decide(ran({}, { others: ['n1'] })).reason, /^Not every server/)
})

test('who joins queues all that was missed, which no server waits for', () => {
  const evidence = ran({ longestQueue: 240, membersChanged: 1 })
  assert.equal(decide(evidence).verdict, 'unknown')
  assert.ok(!onTrial(ran({ longestQueue: 240, membersChanged: 1 }, { locked: false })))
})

test('it is on trial where tables were locked, or whatever else had a server fall behind', () => {
  assert.ok(onTrial(ran({})))
  assert.ok(!onTrial(ran({}, { locked: false })))
  // Of three servers all pause once more than 28 wait.
  assert.ok(!onTrial(ran({ longestQueue: 28 }, { locked: false })))
  assert.equal(decide(ran({ longestQueue: 28, pausesAsked: 1, pausedMs: 9 })).verdict, 'unknown')
  assert.ok(onTrial(ran({ longestQueue: 29 }, { locked: false })))
})
