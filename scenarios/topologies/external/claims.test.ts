import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOptions } from '../../run-options.ts'
import { listAppend } from '../../workloads/list-append.ts'
import { set } from '../../workloads/set.ts'
import { add, fault, runOf } from '../two-phase/run.fixture.ts'
import { claimsOf } from './claims.ts'
import { example, type Description } from './description.ts'

const { isolation } = runOptions.parse({})
const appending = listAppend(isolation)
const [n1] = example.nodes
const ids = (given: Partial<Description>, workload = set) =>
  claimsOf({ ...example, ...given }, workload).map(({ id }) => id)

test('a failover may lose what nobody waited for, and nothing else where the file says that commits wait', () => {
  assert.ok(ids({}).includes('async-failover-may-lose-the-latest-writes'))
  assert.ok(!ids({}).includes('sync-failover-loses-nothing'))
  assert.ok(ids({ sync: 'on' }).includes('sync-failover-loses-nothing'))
  assert.ok(!ids({ sync: 'on' }).includes('async-failover-may-lose-the-latest-writes'))
  assert.ok(!ids({ sync: 'local' }).includes('sync-failover-loses-nothing'))
})

test('of a single server transactions alone are on trial, and nothing where there are none', () => {
  assert.deepEqual(ids({ nodes: [n1] }), [])
  assert.deepEqual(ids({ nodes: [n1] }, appending), ['isolation-serializable'])
})

test('of MySQL nothing is claimed that nobody promised', () => {
  assert.deepEqual(ids({ protocol: 'mysql' }), [])
  assert.deepEqual(ids({ protocol: 'mysql', sync: 'on' }), ['failure-loses-nothing'])
})

test('of MySQL a death is on trial of who took the writes, for a replica could lose none', () => {
  const onTrial = (given: Partial<Description>, by: string, killed: string) => {
    const [{ trial }] = claimsOf({ ...example, protocol: 'mysql', sync: 'on', ...given }, set)
    const { evidence } = runOf([add(1, { node: by, at: 2.5 }), fault(`kill-${killed}`, [killed])])
    return (trial as (e: typeof evidence) => boolean)(evidence)
  }
  assert.equal(onTrial({}, 'n1', 'n1'), true)
  assert.equal(onTrial({}, 'n1', 'n2'), false)
  // Who has taken over, and who has no DSN by which it would be known behind a proxy.
  assert.equal(onTrial({}, 'n2', 'n2'), true)
  const write = { ...n1, name: 'write', role: 'proxy' as const }
  assert.equal(onTrial({ nodes: [{ ...n1, dsn: false }, write] }, 'write', 'n1'), true)
  assert.equal(onTrial({ nodes: [n1, write] }, 'write', 'n1'), false)
})

test('isolation is not on trial in a failover that may lose what transactions saw', () => {
  const claim = claimsOf(example, appending).find(({ id }) => id === 'isolation-serializable')!
  const isOnTrial = (failovers: unknown[]) =>
    (claim.trial as (evidence: unknown) => boolean)({ failovers })
  assert.equal(isOnTrial([]), true)
  assert.equal(isOnTrial([{}]), false)
})

test('where nobody sees a failover of several servers, isolation is on trial while nothing is broken', () => {
  const n2 = { ...example.nodes[1], dsn: false }
  const isOnTrial = (given: Partial<Description>, lines: Parameters<typeof runOf>[0]) => {
    const [claim] = claimsOf({ ...example, ...given }, appending)
    assert.equal(claim.id, 'isolation-serializable')
    return typeof claim.trial === 'string' || claim.trial(runOf(lines).evidence)
  }
  const killed = [fault('kill-n1', ['n1'])]
  assert.equal(isOnTrial({ nodes: [n1, n2] }, killed), false)
  assert.equal(isOnTrial({ nodes: [n1, n2] }, []), true)
  assert.equal(isOnTrial({ nodes: [n1, n2], sync: 'on' }, killed), true)
  assert.equal(isOnTrial({ nodes: [n1] }, killed), true)
})
