import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { allBalances, openingBalance } from '../../workloads/bank.ts'
import { allOrNone } from './all-or-none.ts'
import { eachPart } from './each-part.ts'
import { faster } from './faster.ts'
import { missingPart } from './missing-part.ts'
import { ownMoment } from './own-moment.ts'
import {
  append,
  balances,
  fault,
  isOnTrial,
  lists,
  pairs,
  part,
  processors,
  query,
  rows,
  told,
  transfer,
} from './run.fixture.ts'
import { sameAnswer } from './same-answer.ts'
import { Shards } from './shards.ts'

const shards = new Shards(3)
/** Rows of two shards: 0 is of one and 2 of another. */
const [here, there] = [0, 2]
assert.notEqual(shards.of(here), shards.of(there))

describe('each server has its part', () => {
  const claim = eachPart(shards)
  const parts = (...counts: number[]) => counts.map((count, i) => part(shards.names[i], count))

  test('is violated where the coordinator shows more or fewer rows than the shards have', () => {
    for (const shown of [9, 11])
      assert.match(
        told(claim, ...parts(5, 3, 2), part('coordinator', shown)),
        new RegExp(
          `^violated: Of elements the coordinator shows ${shown} rows, and .* 5 and 3 and 2`,
        ),
      )
  })

  test('holds where it shows them all', () => {
    assert.match(told(claim, ...parts(5, 3, 2), part('coordinator', 10)), /^holds: .* all 10\.$/)
  })

  test('is unknown where a shard has none, or was not counted', () => {
    assert.match(told(claim, ...parts(5, 5, 0), part('coordinator', 10)), /^unknown: .*not each/)
    assert.match(told(claim, ...parts(5, 5), part('coordinator', 10)), /^unknown: .*of shard3/)
    assert.match(told(claim, ...parts(5, 3, 2)), /^unknown: .*of coordinator/)
  })
})

describe('answers are those of one server', () => {
  test('is violated by an answer that lacks a row, has another or has one twice', () => {
    for (const answer of [rows.slice(1), [...rows, [3, 1, 1]], [[0, 2, 10], ...rows.slice(1)]])
      assert.match(
        told(sameAnswer, query('all'), query('all', { answer }), query('alone')),
        /^violated: 1 of 2 answers of the shards are not those of one server/,
      )
  })

  test('holds where all are alike, whatever was not answered', () => {
    const none = query('all', { answer: null })
    assert.match(told(sameAnswer, query('all'), query('alone'), none), /^holds: 1 answers/)
  })

  test('is unknown without answers of both, or where one server has two', () => {
    assert.match(told(sameAnswer, query('all')), /^unknown/)
    assert.match(told(sameAnswer, query('alone')), /^unknown/)
    const other = query('alone', { answer: rows.slice(1), at: 2 })
    assert.match(told(sameAnswer, query('all'), query('alone'), other), /^unknown: One server/)
  })
})

describe('a missing part is an error', () => {
  const claim = missingPart(shards)
  const killed = fault('kill-shard', ['shard2'])
  const partial = query('all', { at: 2.95, answer: rows.slice(1) })
  const failed = query('all', { at: 2.95, answer: null })

  test('is violated by an answer without rows while a shard was away', () => {
    assert.match(
      told(claim, killed, failed, partial, query('alone')),
      /^violated: 1 of 2 queries .* the first had 2\.$/,
    )
    assert.equal(isOnTrial(claim, killed, partial, query('alone')), true)
  })

  test('holds where whoever met it had an error or everything', () => {
    const later = query('all', { at: 4, answer: null })
    assert.match(
      told(claim, killed, failed, later, query('all', { at: 5.99 }), query('alone')),
      /^holds: Of 3 queries .*, 1 of which were under way as it fell, 2 ended in an error/,
    )
  })

  test('is unknown where nobody knows how many rows there are', () => {
    assert.match(told(claim, killed, failed, partial), /^unknown: One server by itself/)
  })

  test('is not on trial where nobody met an error, or only at other times or of other nodes', () => {
    assert.equal(isOnTrial(claim, killed, query('all', { at: 4 })), false)
    assert.equal(isOnTrial(claim, killed, query('all', { at: 8, answer: null })), false)
    for (const nodes of [['coordinator'], ['shard1', 'coordinator']])
      assert.equal(isOnTrial(claim, fault('blackout', nodes), failed), false)
    const links = ['coordinator-to-shard1']
    const cut = fault('cut-parts', ['shard1', 'coordinator'], { links })
    assert.equal(isOnTrial(claim, cut, failed), true)
    assert.match(told(claim, killed, query('all', { at: 4 })), /^unknown/)
  })
})

describe('several servers are faster', () => {
  const waiting = faster(shards, 'waiting')
  const computing = faster(shards, 'computing')

  test('is violated where one after another is asked', () => {
    assert.match(told(waiting, ...pairs(20, 600, 600)), /^violated: Half of/)
    assert.match(told(computing, ...pairs(20, 300, 300), processors(4)), /^violated/)
  })

  test('holds where they work at once, and tells how much faster with an interval', () => {
    assert.match(
      told(waiting, ...pairs(20, 200, 600)),
      /^holds: Half of the queries took 202 ms at most on 3 shards, waiting, and 612 ms on one server: 3\.0\d times as fast \(\d\.\d\d to \d\.\d\d\)\.$/,
    )
  })

  test('work that computes is unknown where the shards have no processors of their own, unless it is faster', () => {
    const slow = pairs(20, 300, 300)
    assert.match(told(computing, ...slow, processors(2)), /^unknown: .* share 2 processors/)
    assert.match(told(computing, ...slow), /^unknown: .* share an unknown number of processors/)
    assert.match(told(computing, ...pairs(20, 200, 300), processors(2)), /^holds/)
  })

  test('work that computes beside other work says nothing', () => {
    const beside = [...pairs(20, 200, 300), ...pairs(20, 200, 300)]
    assert.match(told(computing, ...beside, processors(4)), /^unknown: There were 0 pairs/)
  })

  test('is unknown of a few, of what a fault disturbed, and of what hardly differs', () => {
    assert.match(told(waiting, ...pairs(4, 200, 600)), /^unknown: There were 4 pairs/)
    const disturbed = Array.from({ length: 3 }, (_, i) => [
      query('all', { process: 9000, at: 3 + i, took: 0.1 }),
      query('alone', { process: 9000, at: 3.5 + i, took: 0.3 }),
    ]).flat()
    assert.match(told(waiting, fault('delay-parts', ['shard1']), ...disturbed), /^unknown: .* 0 p/)
    const scattered = Array.from({ length: 9 }, (_, i) => [
      query('all', { process: 9000, at: 20 + i, took: 0.1 + (i % 3) / 5 }),
      query('alone', { process: 9000, at: 20.5 + i, took: 0.3 }),
    ]).flat()
    assert.match(told(waiting, ...scattered), /^unknown: Half/)
  })
})

describe('shards commit all or none', () => {
  const claim = allOrNone(shards)
  const over: [number, number][] = [
    [here, 7],
    [there, 8],
  ]
  const inCommit = { type: 'info', error: '08006 the server went away (in its commit)' } as const

  test('is violated by half a commit, however its client saw it end', () => {
    for (const end of [inCommit, {}])
      assert.match(
        told(claim, append(over, end), lists([here, [7]], [there, []])),
        /^violated: Half a commit: of one transaction 7 in row 0 is there and 8 in row 2 is not/,
      )
  })

  test('holds where what was interrupted is there with both parts or none', () => {
    for (const held of [[lists([here, [7]], [there, [8]])], [lists([here, []], [there, []])]])
      assert.match(told(claim, append(over, inCommit), ...held), /^holds: Of 1 .* 1 of which/)
  })

  test('is unknown where nobody was interrupted as it committed: who waits for a row is not', () => {
    const whole = lists([here, [7]], [there, [8]])
    for (const end of [{}, { type: 'info', error: 'ETIMEDOUT Query read timeout' } as const])
      assert.match(told(claim, append(over, end), whole), /^unknown: None of 1/)
    const one = append([[here, 7]], inCommit)
    assert.match(told(claim, one, whole), /^unknown: None of 0/)
    assert.equal(isOnTrial(claim, append(over), whole), false)
  })
})

describe('each shard has a snapshot of its own', () => {
  const claim = ownMoment(shards)
  const held = Object.fromEntries(
    Array.from({ length: allBalances / openingBalance }, (_, i) => [i, openingBalance]),
  )
  const fractured = { ...held, [here]: openingBalance - 3 }

  test('is violated by half of a commit that nobody was making', () => {
    const before = transfer([here, there], { at: 0.5, took: 0.1 })
    assert.match(
      told(claim, before, balances(fractured)),
      /^violated: The accounts held 317 and not 320, though no transfer over shards was under way/,
    )
    const refused = transfer([here, there], { end: { type: 'fail', error: '40001 conflict' } })
    assert.match(told(claim, refused, balances(fractured)), /^violated/)
  })

  test('holds where a fractured read is beside a commit, or after one that is there by half', () => {
    assert.match(
      told(claim, transfer([here, there]), balances(fractured), balances(held)),
      /^holds: 1 of 2 reads of all balances were fractured: .* held 317 and not 320/,
    )
    const end = { type: 'info', error: '08006 (in its commit)' } as const
    const half = transfer([here, there], { at: 0.5, end })
    assert.match(told(claim, half, balances(fractured, { at: 5 })), /^holds/)
  })

  test('is on trial where one was seen', () => {
    assert.equal(isOnTrial(claim, transfer([here, there]), balances(held)), false)
    assert.equal(isOnTrial(claim, transfer([here, there]), balances(fractured)), true)
  })
})
