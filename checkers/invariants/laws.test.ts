import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { play, steps, withValues, type Step } from '../availability/testing/interleaved.ts'
import type { Checker, CheckResult } from '../checker.ts'
import { assertLaws, type LawOptions } from '../laws.ts'
import { bank } from './bank.ts'
import { counter } from './counter.ts'
import { longFork } from './long-fork.ts'
import { monotonic } from './monotonic.ts'
import { sequence } from './sequence.ts'
import { totalQueue } from './total-queue.ts'
import { uniqueIds } from './unique-ids.ts'

/** An object that keeps the invariant, in any interleaving, and a defect for one of its completions. */
interface Subject<R extends CheckResult> {
  checker: Checker<R>
  simulate: (walk: Step[]) => Operation[]
  /** The completions that can be spoilt, how, and what the anomaly is then called. */
  spoils: (operation: Operation, before: Operation[]) => boolean
  spoil: (operation: Operation, before: Operation[]) => unknown
  anomaly: string
  options?: LawOptions
}

const isOk = (f: string) => (operation: Operation) => operation.type === 'ok' && operation.f === f

function keeps<R extends CheckResult>(name: string, subject: Subject<R>): void {
  const { checker, simulate, spoils, spoil, anomaly, options } = subject
  const check = (operations: Operation[]) => checker.check(History.from(operations), {})
  test(`${name}: an object that keeps it never fails`, () => {
    fc.assert(
      fc.property(steps(), (walk) => {
        const operations = simulate(walk)
        assert.notEqual(check(operations).verdict, 'fail')
        assertLaws(checker, operations, options)
      }),
      { numRuns: 40 },
    )
  })
  test(`${name}: one spoilt completion is found and named`, () => {
    let spoilt = 0
    fc.assert(
      fc.property(steps(), fc.nat(), (walk, pick) => {
        const operations = simulate(walk)
        const before = (operation: Operation) => operations.slice(0, operation.index)
        const candidates = operations.filter((operation) => spoils(operation, before(operation)))
        if (candidates.length === 0) return
        spoilt++
        const victim = candidates[pick % candidates.length]
        const defect = withValues(operations, (operation) =>
          operation === victim ? spoil(operation, before(operation)) : operation.value,
        )
        const { verdict, anomalies } = check(defect)
        assert.equal(verdict, 'fail')
        assert.ok(anomalies.some((found) => found.name === anomaly))
        assertLaws(checker, defect, options)
      }),
      { numRuns: 40 },
    )
    assert.ok(spoilt > 0)
  })
}

keeps('counter', {
  checker: counter(),
  simulate: (walk) => {
    let sum = 0
    return play(
      walk,
      ({ dice }) =>
        dice % 3 === 0 ? { f: 'read', value: null } : { f: 'add', value: (dice % 9) - 3 },
      ({ f, value }) => (f === 'read' ? sum : ((sum += value as number), value)),
    )
  },
  spoils: isOk('read'),
  // More than all additions together can make it, or less.
  spoil: ({ value, index }) => (value as number) + (index % 2 ? 1000 : -1000),
  anomaly: 'impossible counter',
})

keeps('bank', {
  checker: bank({ total: 30 }),
  simulate: (walk) => {
    const balances = { a: 10, b: 10, c: 10 }
    const accounts = ['a', 'b', 'c'] as const
    return play(
      walk,
      ({ dice }) =>
        dice % 2
          ? { f: 'read', value: null }
          : { f: 'transfer', value: { from: accounts[dice % 3], to: accounts[dice % 2] } },
      ({ f, value }) => {
        if (f === 'read') return { ...balances }
        const { from, to } = value as { from: 'a'; to: 'a' }
        if (balances[from] > 0) [balances[from], balances[to]] = moved(balances, from, to)
        return value
      },
    )
  },
  spoils: isOk('read'),
  spoil: ({ value }) => ({ ...(value as object), a: 99 }),
  anomaly: 'wrong total',
})

function moved(balances: Record<string, number>, from: string, to: string): [number, number] {
  return from === to ? [balances[from], balances[to]] : [balances[from] - 1, balances[to] + 1]
}

const draws = (walk: Step[]): Operation[] => {
  let next = 0
  return play(
    walk,
    () => ({ f: 'generate', value: null }),
    () => next++,
  )
}
const anyDrawnBefore = (operation: Operation, before: Operation[]) =>
  isOk('generate')(operation) && before.some(isOk('generate'))

keeps('unique ids', {
  checker: uniqueIds(),
  simulate: draws,
  spoils: anyDrawnBefore,
  spoil: (_, before) => before.find(isOk('generate'))!.value,
  anomaly: 'duplicate id',
})

keeps('sequence, no repeats', {
  checker: sequence(),
  simulate: draws,
  spoils: anyDrawnBefore,
  spoil: (_, before) => before.find(isOk('generate'))!.value,
  anomaly: 'repeated number',
})

keeps('sequence, forwards', {
  checker: sequence(),
  simulate: draws,
  spoils: (operation, before) => {
    const start = before.findLast(({ process }) => process === operation.process)!
    return isOk('generate')(operation) && before.slice(0, start.index).some(isOk('generate'))
  },
  spoil: () => -1,
  anomaly: 'backwards sequence',
})

keeps('gapless sequence', {
  checker: sequence({ gapless: true }),
  simulate: draws,
  spoils: (operation, before) => isOk('generate')(operation) && before.some(isOk('generate')),
  spoil: () => 10_000,
  anomaly: 'gap',
})

keeps('monotonic', {
  checker: monotonic(),
  simulate: (walk) => {
    const numbers = [0, 0]
    return play(
      walk,
      ({ dice }) => ({ f: dice % 2 ? 'read' : 'add', value: null, key: `k${dice % 3 ? 0 : 1}` }),
      ({ f, key }) =>
        f === 'read' ? numbers[Number(key === 'k1')] : ++numbers[Number(key === 'k1')],
    )
  },
  spoils: ({ type, f, process, key }, before) =>
    type === 'ok' &&
    f === 'read' &&
    before.some((b) => isOk('read')(b) && b.process === process && b.key === key),
  spoil: () => -1,
  anomaly: 'non-monotonic read',
})

const queued = (walk: Step[]): Operation[] => {
  const queue: unknown[] = []
  let next = 0
  return play(
    walk,
    ({ dice }) =>
      dice % 3 === 0 ? { f: 'dequeue', value: null } : { f: 'enqueue', value: next++ },
    ({ f, value }) => {
      if (f === 'enqueue') queue.push(value)
      return f === 'enqueue' ? value : f === 'drain' ? queue.splice(0) : (queue.shift() ?? null)
    },
    [{ f: 'drain', value: null }],
  )
}

keeps('total queue', {
  checker: totalQueue(),
  simulate: queued,
  spoils: isOk('dequeue'),
  spoil: () => 'nobody put this in',
  anomaly: 'unexpected element',
  options: { needsFinalRead: true },
})

const failedToEnter = (operations: Operation[]) =>
  operations.find(({ f, type }) => f === 'enqueue' && type === 'fail')

keeps('total queue, nothing that failed', {
  checker: totalQueue(),
  simulate: queued,
  spoils: (operation, before) => isOk('dequeue')(operation) && failedToEnter(before) !== undefined,
  spoil: (_, before) => failedToEnter(before)!.value,
  anomaly: 'aborted read',
  options: { needsFinalRead: true },
})

keeps('long fork', {
  checker: longFork(),
  simulate: (walk) => {
    const keys = ['x', 'y', 'z']
    const written = new Set<string>()
    let next = 0
    return play(
      walk,
      ({ dice }) =>
        dice % 9 === 0 && next < keys.length
          ? { f: 'txn', value: [['w', keys[next++], 1]] }
          : { f: 'txn', value: keys.map((key) => ['r', key, null]) },
      ({ value }) => {
        const micros = value as [string, string, unknown][]
        if (micros[0][0] === 'w') written.add(micros[0][1])
        return micros.map(([f, key, v]) => [f, key, f === 'r' ? (written.has(key) ? 1 : null) : v])
      },
    )
  },
  spoils: (operation, before) => before.some(sawOne) && sawOne(operation),
  spoil: ({ value }, before) => {
    const seen = (before.find(sawOne)!.value as [string, string, unknown][]).findIndex(
      ([, , v]) => v,
    )
    // This one saw another of the keys, and not that one.
    return (value as [string, string, unknown][]).map(([f, key], i) => [
      f,
      key,
      i === (seen + 1) % 3 ? 1 : null,
    ])
  },
  anomaly: 'long fork',
})

function sawOne({ type, value }: Operation): boolean {
  const micros = value as [string, string, unknown][]
  return type === 'ok' && micros[0][0] === 'r' && micros.filter(([, , v]) => v).length === 1
}
