import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import { ManagedRun } from '../../claims/managed.fixture.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'

const inTime = claimsOf(options.parse({}), set).find(({ id }) => id === 'fails-over-in-time')!

test('a primary whose daemon hangs is not silent, and nobody has to take its place', () => {
  const of = (fault: string) =>
    inTime.decide(
      counted(0),
      new ManagedRun().blow(3, fault, 'n1').undo(60, fault, ['n1']).evidence(),
    ).verdict
  assert.equal(of('pause-primary'), 'violated')
  assert.equal(of('hang-manager-primary'), 'unknown')
})
