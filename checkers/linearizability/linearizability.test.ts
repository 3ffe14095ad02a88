import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../runner/history/history.ts'
import type { Operation } from '../../runner/history/operation.ts'
import { assertLaws } from '../laws.ts'
import { linearizability } from './linearizability.ts'
import { casRegister } from './models/register.ts'
import { isLinearizable } from './testing/brute-force.ts'
import { registerObject } from './testing/objects.ts'
import type { SampleObject } from './testing/objects.ts'
import { seeded, simulate } from './testing/simulate.ts'

/** Histories of up to 8 operations by up to 4 clients, some crashing, many told something wrong. */
function histories(object: () => SampleObject): fc.Arbitrary<Operation[]> {
  const sizes = {
    operations: fc.integer({ min: 2, max: 8 }),
    processes: fc.integer({ min: 1, max: 4 }),
  }
  return fc
    .record({ seed: fc.noBias(fc.nat()), ...sizes })
    .map(({ seed, ...settings }) =>
      simulate(object(), seeded(seed), { ...settings, crashes: 60, lies: 400 }),
    )
}

const runs = { numRuns: 1500 }

for (const [name, object] of Object.entries({
  'few values': () => registerObject(),
  'unique values': () => registerObject({ unique: true }),
  'unique values, no cas': () => registerObject({ unique: true, cas: false }),
  keys: () => registerObject({ unique: true, keys: 3 }),
})) {
  test(`register, ${name}: as trying every order says`, () => {
    const seen = { pass: 0, fail: 0, unknown: 0 }
    fc.assert(
      fc.property(histories(object), (operations) => {
        const { verdict, reason } = linearizability().check(History.from(operations), {})
        seen[verdict]++
        const ended = operations.some(({ type }) => type === 'ok')
        if (verdict === 'unknown') return assert.ok(!ended, reason)
        assert.equal(verdict === 'pass', isLinearizable(registerObject(), operations))
      }),
      runs,
    )
    assert.ok(seen.pass > 150 && seen.fail > 150, JSON.stringify(seen))
  })

  test(`register, ${name}: the laws`, () => {
    fc.assert(
      fc.property(histories(object), (operations) => assertLaws(linearizability(), operations)),
      { numRuns: 300 },
    )
  })
}

test('register, few values, failed cas observed: as trying every order says', () => {
  const checker = linearizability({ model: casRegister({ failedCasObserves: true }) })
  fc.assert(
    fc.property(
      histories(() => registerObject()),
      (operations) => {
        const { verdict } = checker.check(History.from(operations), {})
        if (verdict === 'unknown') return
        assert.equal(verdict === 'pass', isLinearizable(registerObject(), operations, true))
      },
    ),
    runs,
  )
})
