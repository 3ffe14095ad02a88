import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { tried } from '../../history/tried.fixture.ts'
import { assertLaws } from '../laws.ts'
import { isSerializable, isSnapshotIsolated, type Kept } from './brute-force.ts'
import { listAppend } from './list-append.ts'
import { modelName } from './models.ts'
import { rwRegister } from './rw-register.ts'
import { type Database, databases, randomFrom, simulate } from './simulator.ts'
import type { MicroOp } from './transaction.ts'

interface Run {
  database: Database
  registers: boolean
  operations: Operation[]
}

/** Runs of simulated databases; `spoilt` ones had a few reads changed afterwards. */
function runs(
  options: { transactions: number; spoilt?: boolean; finalRead?: boolean; only?: Database[] },
  registers: fc.Arbitrary<boolean> = fc.boolean(),
): fc.Arbitrary<Run> {
  return fc
    .record({
      database: fc.constantFrom(...(options.only ?? databases)),
      registers,
      seed: fc.integer(),
      transactions: fc.integer({ min: 1, max: options.transactions }),
      processes: fc.integer({ min: 1, max: 5 }),
      keys: fc.integer({ min: 1, max: 3 }),
      spoils: fc.integer({ min: 0, max: options.spoilt ? 2 : 0 }),
    })
    .map(({ database, registers, seed, transactions, processes, keys, spoils }) => {
      const random = randomFrom(seed)
      const simulation = { database, registers, random, transactions, processes, keys }
      const operations = [...simulate({ ...simulation, longest: 3, lostAnswers: 10 })]
      for (let i = 0; i < spoils; i++) spoil(operations, random)
      if (options.finalRead) addFinalRead(operations)
      return { database, registers, operations }
    })
}

/** What goes wrong in a list that was read: it is cut, lacks one, has two changed round, or shows one of no origin. */
const listSpoils: ((read: readonly unknown[], random: (below: number) => number) => unknown[])[] = [
  (read, random) => read.slice(0, random(read.length + 1)),
  (read, random) => read.toSpliced(random(read.length + 1), 1),
  (read, random) => swapped(read, read[random(read.length)], read[random(read.length)]),
  (read, random) => read.toSpliced(random(read.length + 1), 0, 1_000_000),
]

/** The list with these two changed round, if it has both. */
function swapped(read: readonly unknown[], a: unknown, b: unknown): unknown[] {
  if (!read.includes(a) || !read.includes(b)) return [...read]
  return read.map((element) => (element === a ? b : element === b ? a : element))
}

/** A read that sees something else than it should, or two elements of a key that every read sees the wrong way round. */
function spoil(operations: Operation[], random: (below: number) => number): void {
  const at = random(operations.length)
  if (operations[at].type !== 'ok') return
  const kind = random(listSpoils.length + 1)
  const inAll = kind === listSpoils.length
  const spoiltKey = (operations[at].value as MicroOp[])[0][1]
  const [a, b] = [1 + random(4), 1 + random(4)]
  const spoilt = (key: unknown, read: unknown[]): unknown[] => {
    if (!inAll) return listSpoils[kind](read, random)
    return key === spoiltKey ? swapped(read, a, b) : read
  }
  for (const [i, operation] of operations.entries()) {
    if (operation.type !== 'ok' || (i !== at && !inAll)) continue
    const value = (operation.value as MicroOp[]).map(([f, key, read]) => {
      if (f !== 'r') return [f, key, read]
      if (Array.isArray(read)) return [f, key, spoilt(key, read)]
      // A register is read as it may have been at some other time.
      return [f, key, random(3) === 0 ? read : random(5) || null]
    })
    operations[i] = { ...operation, value }
  }
}

/** Reads all there is, so that the order of all appends is known. */
function addFinalRead(operations: Operation[]): void {
  const lists = new Map<unknown, unknown[]>()
  const see = (key: unknown, list: unknown[]) => {
    if (list.length > (lists.get(key)?.length ?? 0)) lists.set(key, list)
  }
  const appended: [unknown, unknown][] = []
  for (const { type, value } of operations)
    for (const [kind, key, element] of value as MicroOp[])
      if (kind === 'r' && type === 'ok') see(key, (element ?? []) as unknown[])
      else if (kind === 'append' && type === 'ok') appended.push([key, element])
  for (const [key, element] of appended) {
    const list = lists.get(key) ?? []
    if (!list.includes(element)) lists.set(key, [...list, element])
  }
  const base = { process: 1_000_000, f: 'txn', timeNs: operations.length * 1000 }
  const reads = [...lists].map(([key, list]) => ['r', key, list])
  const asked = reads.map(([kind, key]) => [kind, key, null])
  operations.push({ ...base, index: operations.length, type: 'invoke', value: asked })
  operations.push({ ...base, index: operations.length, type: 'ok', value: reads })
}

const check = ({ operations, registers }: Run, consistency: string) => {
  const checker = registers ? rwRegister() : listAppend()
  return checker.check(History.from(operations), { consistency })
}

const orders: Kept[] = ['none', 'process', 'time']
const serializable: Record<Kept, string> = {
  none: 'serializable',
  process: 'strong-session-serializable',
  time: 'strict-serializable',
}
const snapshotIsolation: Record<Kept, string> = {
  none: 'snapshot-isolation',
  process: 'strong-session-snapshot-isolation',
  time: 'strong-snapshot-isolation',
}

/** The strongest model that each simulated database keeps. */
const kept: Record<Database, string | undefined> = {
  serial: 'strict-serializable',
  si: 'strong-snapshot-isolation',
  'stale-si': 'snapshot-isolation',
  fork: 'parallel-snapshot-isolation',
  prefix: 'prefix',
  committed: 'read-committed',
  dirty: undefined,
}

describe('properties', () => {
  it('never accuses a database of what it does not do', () => {
    fc.assert(
      fc.property(runs({ transactions: 60 }), (run) => {
        const model = kept[run.database]
        if (model === undefined) return
        const { verdict, anomalies } = check(run, model)
        assert.notEqual(verdict, 'fail', anomalies[0]?.summary)
      }),
      { numRuns: tried(300) },
    )
  })

  it('never accuses a database that keeps sessions of breaking them', () => {
    const only: Database[] = ['serial', 'si', 'fork']
    fc.assert(
      fc.property(runs({ transactions: 60, only }), (run) => {
        for (const model of ['causal-cerone', 'read-atomic', 'strong-session-read-committed']) {
          const { verdict, anomalies, reason } = check(run, model)
          assert.notEqual(verdict, 'fail', anomalies[0]?.summary)
          if (verdict === 'unknown') assert.match(reason ?? '', /^(No |The |What the trans)/)
        }
      }),
      { numRuns: tried(150) },
    )
  })

  it('agrees with trying all orders on serializability', () => {
    for (const kept of orders)
      fc.assert(
        fc.property(runs({ transactions: 6, spoilt: true }, fc.constant(false)), (run) => {
          const expected = isSerializable(History.from(run.operations), kept)
          assert.equal(check(run, serializable[kept]).verdict === 'fail', !expected)
        }),
        { numRuns: tried(500) },
      )
  })

  it('agrees with trying all snapshots on snapshot isolation, when all appends were read', () => {
    const some = { transactions: 5, spoilt: true, finalRead: true }
    for (const kept of orders)
      fc.assert(
        fc.property(runs(some, fc.constant(false)), (run) => {
          const expected = isSnapshotIsolated(History.from(run.operations), kept)
          assert.equal(check(run, snapshotIsolation[kept]).verdict === 'fail', !expected)
        }),
        { numRuns: tried(300) },
      )
  })

  it('agrees with trying all snapshots on snapshot isolation, whatever was read', () => {
    for (const kept of orders)
      fc.assert(
        fc.property(runs({ transactions: 5, spoilt: true }, fc.constant(false)), (run) => {
          const expected = isSnapshotIsolated(History.from(run.operations), kept)
          assert.equal(check(run, snapshotIsolation[kept]).verdict === 'fail', !expected)
        }),
        { numRuns: tried(300) },
      )
  })

  it('never accuses what some order explains, of registers and of unread appends', () => {
    fc.assert(
      fc.property(runs({ transactions: 6, spoilt: true }), (run) => {
        const history = History.from(run.operations)
        for (const kept of orders) {
          if (isSerializable(history, kept))
            assert.notEqual(check(run, serializable[kept]).verdict, 'fail')
          if (isSnapshotIsolated(history, kept))
            assert.notEqual(check(run, snapshotIsolation[kept]).verdict, 'fail')
        }
      }),
      { numRuns: tried(500) },
    )
  })

  it('rules out no model that trying all orders finds kept', () => {
    fc.assert(
      fc.property(runs({ transactions: 6, spoilt: true }), (run) => {
        const { not, alsoNot } = check(run, 'strict-serializable')
        const history = History.from(run.operations)
        for (const kept of orders)
          for (const [model, holds] of [
            [serializable[kept], isSerializable],
            [snapshotIsolation[kept], isSnapshotIsolated],
          ] as const)
            if ([...not, ...alsoNot].includes(modelName(model)))
              assert.ok(!holds(history, kept), `${model} holds`)
      }),
      { numRuns: tried(500) },
    )
  })

  it('keeps the laws of all checkers', () => {
    fc.assert(
      fc.property(runs({ transactions: 12, spoilt: true }), ({ operations, registers }) =>
        assertLaws(registers ? rwRegister() : listAppend(), operations, { witnessAlone: false }),
      ),
      { numRuns: tried(100) },
    )
  })
})
