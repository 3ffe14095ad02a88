import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import { callOf } from './call.ts'
import { modelNamed } from './models/catalog.ts'
import type { Model } from './model.ts'
import { partsOf } from './parts.ts'
import { search } from './search.ts'
import * as objects from './testing/objects.ts'
import type { SampleObject } from './testing/objects.ts'
import { seeded, simulate } from './testing/simulate.ts'
import { spoiled } from './testing/spoil.ts'

const cases: Record<string, { model: Model; object: () => SampleObject }> = {
  register: {
    model: modelNamed('register'),
    object: () => objects.registerObject({ values: 4, cas: false }),
  },
  'cas-register': { model: modelNamed('cas-register'), object: () => objects.registerObject() },
  'failed cas observed': {
    model: modelNamed('cas-register', { failedCasObserves: true }),
    object: () => objects.registerObject(),
  },
  counter: { model: modelNamed('counter'), object: objects.counterObject },
}

function verdictOf(history: History, model: Model): string {
  const [part] = partsOf(history, model)
  if (!part) return 'pass'
  const calls = [...part.row].map((row) => callOf(history, row))
  return search({ part, calls, model, initial: undefined }, { memoryLimitBytes: 1e8 }).verdict
}

for (const [name, { model, object }] of Object.entries(cases))
  test(`${name}: a search that remembers what is at least as good says what one does that knows no reads or blind writes`, () => {
    const plain: Model = {
      ...model,
      access: undefined,
      isRead: undefined,
      isBlindWrite: undefined,
    }
    const seen: Record<string, number> = { pass: 0, fail: 0 }
    fc.assert(
      fc.property(fc.noBias(fc.nat()), fc.nat(2), (seed, wrong) => {
        const choose = seeded(seed)
        const sizes = { operations: 24, processes: 6, crashes: 20 }
        let operations = simulate(object(), choose, sizes)
        for (let more = wrong; more > 0; more--) operations = spoiled(operations, choose, 'read')
        const history = History.from(operations)
        const verdict = verdictOf(history, model)
        assert.equal(verdict, verdictOf(history, plain))
        seen[verdict]++
      }),
      { numRuns: 400 },
    )
    assert.ok(seen.pass > 100 && seen.fail > 20, JSON.stringify(seen))
  })
