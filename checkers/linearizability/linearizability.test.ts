import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { least, tried } from '../../history/tried.fixture.ts'
import { assertLaws } from '../laws.ts'
import { sinceBlindWrite } from './blind-write.ts'
import { callOf } from './call.ts'
import { linearizability } from './linearizability.ts'
import { modelNamed } from './models/catalog.ts'
import { casRegister } from './models/register.ts'
import { illegal } from './model.ts'
import type { Model } from './model.ts'
import { NEVER } from './part.ts'
import { partsOf } from './parts.ts'
import { cut } from './problem.ts'
import { search } from './search.ts'
import { isLinearizable } from './testing/brute-force.ts'
import * as objects from './testing/objects.ts'
import type { SampleObject } from './testing/objects.ts'
import { seeded, simulate } from './testing/simulate.ts'
import { unpartitioned } from './testing/unpartitioned.ts'

interface Case {
  model: Model
  /** A fresh one a history, for values that are written once each. */
  object: () => SampleObject
  /** The engines that may judge it. */
  engines: RegExp
}

const register = modelNamed('cas-register')
const unique = (): SampleObject => objects.registerObject({ unique: true })

const cases: Record<string, Case> = {
  'register, few values': {
    model: register,
    object: () => objects.registerObject(),
    engines: /^(zones|search)$/,
  },
  'register, unique values': { model: register, object: unique, engines: /^zones$/ },
  'register, unique values, no cas': {
    model: modelNamed('register'),
    object: () => objects.registerObject({ unique: true, cas: false }),
    engines: /^zones$/,
  },
  'registers by key': {
    model: register,
    object: () => objects.keyed(unique(), 3),
    engines: /^zones$/,
  },
  'register, unique values, by search': {
    model: { ...register, access: undefined },
    object: unique,
    engines: /^search$/,
  },
  'registers by key, by search for all keys at once': {
    model: unpartitioned(register),
    object: () => objects.keyed(objects.registerObject({ values: 2 }), 2),
    engines: /^search$/,
  },
  'register, failed cas observed': {
    model: casRegister({ failedCasObserves: true }),
    object: () => objects.registerObject(),
    engines: /^(zones|search)$/,
  },
  counter: {
    model: modelNamed('counter'),
    object: objects.counterObject,
    engines: /^search$/,
  },
  'counter, keys mean nothing': {
    model: { ...modelNamed('counter'), byKey: false },
    object: () => objects.mislabelled(objects.counterObject(), 2),
    engines: /^search$/,
  },
  'grow-only set, elements added repeatedly': {
    model: modelNamed('grow-only-set'),
    object: () => objects.setObject(3),
    engines: /^layers$/,
  },
  'grow-only set': {
    model: modelNamed('grow-only-set'),
    object: () => objects.setObject(20),
    engines: /^layers$/,
  },
  'grow-only set, by search': {
    model: { ...modelNamed('grow-only-set'), growOnlySet: false },
    object: () => objects.setObject(3),
    engines: /^search$/,
  },
  'FIFO queue': {
    model: modelNamed('fifo-queue'),
    object: () => objects.queueObject(),
    engines: /^(patterns|search)$/,
  },
  'FIFO queue, unique elements': {
    model: modelNamed('fifo-queue'),
    object: () => objects.queueObject({ unique: true }),
    engines: /^(patterns|search)$/,
  },
  'FIFO queue, by search': {
    model: { ...modelNamed('fifo-queue'), fifoQueue: false },
    object: () => objects.queueObject(),
    engines: /^search$/,
  },
  mutex: { model: modelNamed('mutex'), object: objects.mutexObject, engines: /^search$/ },
  'mutex with owners': {
    model: modelNamed('mutex', { owners: true }),
    object: objects.ownedMutexObject,
    engines: /^search$/,
  },
  'key-value': {
    model: modelNamed('key-value'),
    object: () => objects.keyed(objects.keyValueObject(), 2),
    engines: /^search$/,
  },
  'multi-register': {
    model: modelNamed('multi-register'),
    object: objects.multiRegisterObject,
    engines: /^search$/,
  },
}

/** Histories of up to 8 operations by up to 4 clients, some crashing, many told something wrong. */
function histories(object: () => SampleObject): fc.Arbitrary<Operation[]> {
  const operations = fc.integer({ min: 2, max: 8 })
  const processes = fc.integer({ min: 1, max: 4 })
  return fc
    .record({ seed: fc.noBias(fc.nat()), operations, processes })
    .map(({ seed, ...sizes }) =>
      simulate(object(), seeded(seed), { ...sizes, crashes: 60, lies: 300 }),
    )
}

for (const [name, { model, object, engines }] of Object.entries(cases)) {
  const checker = linearizability({ model })
  const observed = model.observedFailures ?? []

  test(`${name}: judged as trying every order says`, () => {
    const seen = { pass: 0, fail: 0, unknown: 0 }
    fc.assert(
      fc.property(histories(object), (operations) => {
        const { verdict, reason, engine } = checker.check(History.from(operations), {})
        seen[verdict]++
        if (verdict === 'unknown') {
          assert.match(reason!, /^(Nothing was seen|No operation)/)
          return assert.ok(isLinearizable(object(), operations, observed))
        }
        for (const each of engine.split(', '))
          if (each !== 'origins' || verdict !== 'fail') assert.match(each, engines)
        assert.equal(verdict === 'pass', isLinearizable(object(), operations, observed))
      }),
      { numRuns: tried(1000) },
    )
    assert.ok(seen.pass > least(100) && seen.fail > least(100), JSON.stringify(seen))
  })

  test(`${name}: the laws`, () => {
    fc.assert(
      fc.property(histories(object), (operations) => assertLaws(checker, operations)),
      { numRuns: tried(150) },
    )
  })

  if (model.removable)
    test(`${name}: what may be left out may be`, () => {
      fc.assert(
        fc.property(histories(object), (operations) => {
          if (!isLinearizable(object(), operations, observed)) return
          const history = History.from(operations)
          for (const part of partsOf(history, model)) {
            const groups = model.removable!([...part.row].map((row) => callOf(history, row)))
            for (const group of groups) {
              const rows = group.flatMap((call) => [part.row[call], history.pair[part.row[call]]])
              const rest = operations.filter(({ index }) => !rows.includes(index))
              const renumbered = rest.map((operation, index) => ({ ...operation, index }))
              assert.ok(isLinearizable(object(), renumbered, observed))
            }
          }
        }),
        { numRuns: tried(300) },
      )
    })
}

test('what a blind write forgets was not needed to be linearizable', () => {
  const object = (): SampleObject => objects.registerObject({ values: 3 })
  let forgotten = 0
  fc.assert(
    fc.property(histories(object), fc.nat(16), (operations, before) => {
      if (!isLinearizable(object(), operations)) return
      const history = History.from(operations)
      for (const part of partsOf(history, register)) {
        const calls = [...part.row].map((row) => callOf(history, row))
        const problem = { part, calls, model: register, initial: undefined }
        const kept = sinceBlindWrite(problem, before)
        if (kept.length < calls.length) forgotten++
        const smaller = cut(problem, kept, part.events)
        assert.equal(search(smaller, { memoryLimitBytes: 1e8 }).verdict, 'pass')
      }
    }),
    { numRuns: tried(2000) },
  )
  assert.ok(forgotten > least(200), String(forgotten))
})

test('the longest order that a search found is one', () => {
  let failed = 0
  fc.assert(
    fc.property(fc.noBias(fc.nat()), (seed) => {
      const object = objects.registerObject({ values: 3 })
      const sizes = { operations: 40, processes: 6, crashes: 30, lies: 100 }
      const history = History.from(simulate(object, seeded(seed), sizes))
      const [part] = partsOf(history, register)
      const calls = [...part.row].map((row) => callOf(history, row))
      const problem = { part, calls, model: register, initial: undefined }
      const { verdict, order } = search(problem, { memoryLimitBytes: 1e8 })
      if (verdict === 'fail') failed++
      const ended = [...part.response.keys()].filter((call) => part.response[call] !== NEVER)
      if (verdict === 'pass') assert.ok(ended.every((call) => order.includes(call)))
      for (const [place, call] of order.entries())
        assert.ok(order.slice(place).every((later) => part.response[later] > part.invoke[call]))
      assert.equal(new Set(order).size, order.length)
      let state: unknown = null
      for (const call of order) {
        state = register.step(state, calls[call])
        assert.notEqual(state, illegal)
      }
    }),
    { numRuns: tried(500) },
  )
  assert.ok(failed > least(100), String(failed))
})

test('on longer histories the zones say what the search says', () => {
  const seen = { pass: 0, fail: 0, unknown: 0 }
  const byZones = linearizability({ model: register })
  const bySearch = linearizability({ model: { ...register, access: undefined } })
  fc.assert(
    fc.property(fc.noBias(fc.nat()), fc.boolean(), (seed, cas) => {
      const object = objects.registerObject({ unique: true, cas })
      const sizes = { operations: 70, processes: 6, crashes: 30, lies: 30 }
      const history = History.from(simulate(object, seeded(seed), sizes))
      const { verdict } = byZones.check(history, {})
      assert.equal(verdict, bySearch.check(history, {}).verdict)
      seen[verdict]++
    }),
    { numRuns: tried(600) },
  )
  assert.ok(seen.pass > least(100) && seen.fail > least(100), JSON.stringify(seen))
})

test('on longer histories hiding writes and looking ahead change no verdict of the search', () => {
  const seen = { pass: 0, fail: 0, unknown: 0 }
  const plain: Model = { ...register, access: undefined, isBlindWrite: undefined }
  fc.assert(
    fc.property(fc.noBias(fc.nat()), fc.boolean(), (seed, cas) => {
      const object = objects.registerObject({ values: 3, cas })
      const sizes = { operations: 60, processes: 6, crashes: 20, lies: 15 }
      const history = History.from(simulate(object, seeded(seed), sizes))
      const [part] = partsOf(history, register)
      const calls = [...part.row].map((row) => callOf(history, row))
      const verdictBy = (model: Model): keyof typeof seen => {
        const problem = { part, calls, model, initial: undefined }
        return search(problem, { memoryLimitBytes: 1e8 }).verdict
      }
      const verdict = verdictBy(register)
      assert.equal(verdict, verdictBy(plain))
      seen[verdict]++
    }),
    { numRuns: tried(500) },
  )
  assert.ok(seen.pass > least(100) && seen.fail > least(50), JSON.stringify(seen))
})
