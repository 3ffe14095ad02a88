import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { least, tried } from '../../history/tried.fixture.ts'
import { listAppendAmong } from './append-among.ts'
import { listAppend } from './list-append.ts'
import { databases, randomFrom, simulate } from './simulator.ts'
import { microOps } from './testing.ts'

const promised = { models: ['serializable'] }

/** Acknowledged transactions, all at once: `n1 ax1ry` appended 1 to x and read nothing of y, at n1. */
function at(...texts: string[]): History {
  const told = texts.map((text) => text.split(' '))
  const lines = (type: 'invoke' | 'ok') =>
    told.map(([node, ops], process) => {
      const asked = microOps(ops).map((op) => (op[0] === 'r' ? ['r', op[1], null] : op))
      const value = type === 'ok' ? microOps(ops) : asked
      return { process, type, f: 'txn', value, node, timeNs: 0 } satisfies Omit<Operation, 'index'>
    })
  return History.from(
    [...lines('invoke'), ...lines('ok')].map((each, index) => ({ ...each, index })),
  )
}

const among = (history: History, server: string) =>
  listAppendAmong(history, (row) => history.nodes[history.node[row]] === server, promised)

describe('transactions by themselves', () => {
  test('a cycle of theirs that hides behind a shorter one of others is found', () => {
    // T1 and T2 at n1 miss each other by way of T3, which comes between them in both rows.
    const history = at('n1 rxay1', 'n1 ryax2', 'n2 rxryax8ay9', 'n2 rx82ry91')
    const [told] = listAppend(promised).check(history, {}).anomalies
    assert.deepEqual(new Set(told.witness.map(({ node }) => node)), new Set(['n1', 'n2']))
    const own = among(history, 'n1')
    assert.deepEqual(own.anomalyTypes, ['G2-item'])
    assert.deepEqual(new Set(own.anomalies[0].witness.map(({ node }) => node)), new Set(['n1']))
    assert.notEqual(among(history, 'n2').verdict, 'fail')
  })

  test('one that no two of them close is none of theirs', () => {
    const history = at('n1 rxay1', 'n2 ryax2', 'n1 rx2', 'n2 ry1')
    assert.equal(listAppend(promised).check(history, {}).verdict, 'fail')
    assert.notEqual(among(history, 'n1').verdict, 'fail')
    assert.notEqual(among(history, 'n2').verdict, 'fail')
  })

  test('what others appended is missed by nobody, and no order of theirs hangs on it', () => {
    const history = at('n1 ax1', 'n2 ax2', 'n1 rx12', 'n1 rx1', 'n1 ax3', 'n1 rx123')
    assert.equal(among(history, 'n1').verdict, 'pass')
  })

  test('of any history they are accused of nothing that all of them are not guilty of', () => {
    let broken = 0
    fc.assert(
      fc.property(fc.constantFrom(...databases), fc.noBias(fc.nat()), (database, seed) => {
        const sizes = { transactions: 20, processes: 6, keys: 3, longest: 3 }
        const operations = simulate({ database, random: randomFrom(seed), ...sizes })
        const history = History.from(operations)
        const own = listAppendAmong(history, (row) => history.process[row] % 2 === 0, promised)
        if (own.verdict !== 'fail') return
        broken++
        assert.equal(listAppend(promised).check(history, {}).verdict, 'fail')
      }),
      { numRuns: tried(500) },
    )
    assert.ok(broken > least(50), String(broken))
  })
})
