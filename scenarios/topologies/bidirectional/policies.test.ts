import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { increments } from '../../workloads/increments.ts'
import { reservations } from '../../workloads/reservations.ts'
import { set } from '../../workloads/set.ts'
import { claimsOf } from './claims.ts'
import { options } from './options.ts'
import { applies, atRest, cut, settled, told, write } from './run.fixture.ts'

const idsOf = (conflicts: string, workload = increments) =>
  claimsOf(options.parse({ by: 'pglogical', conflicts }), workload).map(({ id }) => id)

const claim = (id: string, conflicts: string, workload = increments) =>
  claimsOf(options.parse({ by: 'pglogical', conflicts }), workload).find((each) => each.id === id)!

const increment = (value: number, node: string, at: number, key = 0) =>
  write('increment', { key, value, node, at })

/** Both servers wrote the row while they were parted. */
const parted = [cut(), increment(1, 'n1', 2), increment(2, 'n2', 2)]
const everywhere = (rows: Record<number, unknown>) => [atRest('n1', rows), atRest('n2', rows)]
const different = [atRest('n1', { 0: [2] }), atRest('n2', { 0: [1] })]
const stopped = applies('n2', ['nothing of n1 beyond 0/1: cannot apply conflicting row'])

test('each policy has claims of its own', () => {
  const all = ['error', 'apply_remote', 'keep_local', 'last_update_wins', 'first_update_wins']
  const having = (id: string) => all.filter((policy) => idsOf(policy).includes(id))
  const settling = all.slice(1)
  assert.deepEqual(having('a-conflict-stops-replication'), ['error'])
  assert.deepEqual(having('each-conflict-is-settled-by-the-policy'), settling)
  assert.deepEqual(having('last-update-wins-makes-all-equal'), ['last_update_wins'])
  assert.deepEqual(
    having('conflicts-need-resolution'),
    settling.filter((policy) => policy !== 'last_update_wins'),
  )
  assert.deepEqual(
    having('conflicts-lose-updates'),
    settling.filter((policy) => policy !== 'keep_local'),
  )
  assert.deepEqual(having('same-keys-stop-replication'), [])
  assert.ok(!idsOf('last_update_wins', reservations).includes('conflicts-lose-updates'))
})

describe('last update wins makes all equal', () => {
  const equal = claim('last-update-wins-makes-all-equal', 'last_update_wins')

  test('holds where all hold the same of rows that both wrote', () => {
    assert.match(
      told(equal, ...parted, ...everywhere({ 0: [2] })),
      /^holds: All 2 hold the same of 1 rows .*, 1 of which/,
    )
  })

  test('is unknown where one wrote after the other, and no server met a conflict', () => {
    const apart = [increment(1, 'n1', 2), increment(2, 'n2', 3)]
    const lines = [...apart, ...everywhere({ 0: [1, 2] })]
    assert.match(told(equal, ...lines), /^unknown: No server met/)
    assert.match(told(equal, ...lines, settled('n1', { applied: 1 }), settled('n2')), /^holds/)
  })

  test('is violated by a row that both wrote and that differs', () => {
    assert.match(
      told(equal, ...parted, ...different),
      /^violated: At rest row 0 is \[2\] on n1 and \[1\] on n2/,
    )
  })

  test('has nothing to say of rows of one writer, nor where one applies no more; unknown where one was not read', () => {
    assert.equal(told(equal, increment(1, 'n1', 2), ...everywhere({ 0: [1] })), 'not on trial')
    assert.equal(told(equal, ...parted, ...different, stopped), 'not on trial')
    assert.match(told(equal, ...parted, atRest('n1', { 0: [2] })), /^unknown: Not all that n2/)
  })
})

describe('each conflict is settled by the policy', () => {
  const kept = (policy: string) => claim('each-conflict-is-settled-by-the-policy', policy)
  const counted = (policy: string, counts: object) =>
    told(kept(policy), settled('n1', counts), settled('n2'))

  for (const [policy, right, wrong] of [
    ['apply_remote', { applied: 3 }, { applied: 3, kept: 1 }],
    ['keep_local', { kept: 3 }, { applied: 1, kept: 3 }],
    ['last_update_wins', { applied: 3, newerWon: 3 }, { applied: 3, newerWon: 2, olderWon: 1 }],
    ['first_update_wins', { kept: 3, olderWon: 3 }, { kept: 3, newerWon: 1, olderWon: 2 }],
  ] as const)
    test(`${policy}: holds by each, and is violated by one`, () => {
      assert.match(counted(policy, right), /^holds: 3 conflicts/)
      assert.match(counted(policy, wrong), /^violated: By its own word n1 .* in 1 conflicts/)
    })

  test('is unknown by times where no server tells any, and by other policies is not', () => {
    for (const policy of ['last_update_wins', 'first_update_wins'])
      assert.match(counted(policy, { applied: 2, kept: 1 }), /^unknown: No server told which/)
    assert.match(counted('keep_local', { kept: 1 }), /^holds/)
  })

  test('is violated by a server that stops at one', () => {
    const lines = [settled('n1', { applied: 1 }), settled('n2'), stopped]
    assert.match(told(kept('apply_remote'), ...lines), /^violated: n2 applies nothing of n1/)
  })

  test('has nothing to say where there was none, and is unknown where one was not asked', () => {
    assert.equal(told(kept('keep_local'), settled('n1', { skipped: 2 })), 'not on trial')
    assert.match(told(kept('keep_local'), settled('n1', { kept: 2 })), /^unknown: What n2/)
  })
})

describe('a conflict stops replication', () => {
  const stops = claim('a-conflict-stops-replication', 'error')

  test('holds by a server that applies nothing more', () => {
    assert.match(
      told(stops, ...parted, stopped, applies('n1')),
      /^holds: 1 rows were written .* n2 applies nothing of n1/,
    )
  })

  test('is violated by servers that go on, and by a stop without a row of two writers', () => {
    assert.match(
      told(stops, ...parted, applies('n1'), applies('n2')),
      /^violated: Row 0 was written at servers that were parted/,
    )
    const one = increment(1, 'n1', 2)
    assert.match(told(stops, one, stopped, applies('n1')), /^violated: .*But no two servers/)
  })

  test('a row that was there from the beginning is the first server’s, so that another’s write of it may stop', () => {
    const other = increment(1, 'n2', 2)
    assert.match(told(stops, other, stopped, applies('n1')), /^holds/)
  })

  test('is unknown where a server was not asked, and no matter where one followed another', () => {
    assert.match(told(stops, ...parted, stopped), /^unknown: What n1 applies/)
    const apart = [increment(1, 'n1', 2), increment(2, 'n2', 3)]
    assert.equal(told(stops, ...apart, applies('n1'), applies('n2')), 'not on trial')
  })
})

describe('what a policy leaves different', () => {
  test('is convicted where all keep their own and yet are equal, but not where the first may be one for all', () => {
    const equal = everywhere({ 0: [1, 2] })
    const said = (policy: string) =>
      told(claim('conflicts-need-resolution', policy), ...parted, ...equal)
    for (const policy of ['apply_remote', 'keep_local']) assert.match(said(policy), /^violated/)
    assert.match(said('first_update_wins'), /^unknown: All hold the same/)
    for (const policy of ['apply_remote', 'keep_local', 'first_update_wins'])
      assert.match(
        told(claim('conflicts-need-resolution', policy), ...parted, ...different),
        /^holds: 1 of 1 rows/,
      )
  })

  test('what each server logged is counted, though it is told in few words', () => {
    const lines = [...parted, ...different, settled('n1', { kept: 7, skipped: 1 })]
    const said = told(claim('conflicts-need-resolution', 'keep_local'), ...lines)
    assert.match(said, /n1 logged 8 conflicts/)
  })

  test('a filled row is of one writer where the newest is taken, and of two where what is there is kept', () => {
    const written = [increment(1, 'n2', 2), atRest('n1', { 0: [] }), atRest('n2', { 0: [1] })]
    const converge = (policy: string) =>
      told(claim('rows-of-one-writer-converge', policy), ...written)
    for (const policy of ['apply_remote', 'last_update_wins'])
      assert.match(converge(policy), /^violated: .*Only n2 wrote it/)
    for (const policy of ['keep_local', 'first_update_wins'])
      assert.equal(converge(policy), 'not on trial')
    assert.match(
      told(claim('conflicts-need-resolution', 'keep_local'), ...written),
      /^holds: 1 of 1/,
    )
    const added = write('add', { value: 0, node: 'n1', at: 2 })
    const ofSet = claim('rows-of-one-writer-converge', 'keep_local', set)
    assert.match(told(ofSet, added, atRest('n1', [0]), atRest('n2', [])), /^violated/)
  })
})
