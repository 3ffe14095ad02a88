import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ValueIndex } from './value-index.ts'

test('an object is what it holds in any order, and no text is an object', () => {
  const index = new ValueIndex()
  index.set({ a: [{ b: 1, c: 2 }], d: 3 }, 0)
  assert.equal(index.get({ d: 3, a: [{ c: 2, b: 1 }] }), 0)
  assert.equal(index.get('{"a":[{"b":1,"c":2}],"d":3}'), -1)
  assert.equal(index.get([1]), -1)
  index.set('[1]', 1)
  assert.equal(index.get([1]), -1)
})

test('finds what a Map finds, whatever the values and their order', () => {
  const values = fc.array(
    fc.oneof(
      fc.nat(30),
      fc.integer(),
      fc.constantFrom(1023, 1024, 1025, 2 ** 31, 0.5, NaN, -1, '1', null, true),
      fc.string(),
      fc.tuple(fc.nat(3), fc.nat(3)),
    ),
  )
  fc.assert(
    fc.property(values, values, (written, asked) => {
      const index = new ValueIndex()
      const map = new Map<unknown, number>()
      const identity = (value: unknown) => (Array.isArray(value) ? String(value) : value)
      for (const [id, value] of written.entries()) {
        index.set(value, id)
        map.set(identity(value), id)
      }
      for (const value of [...written, ...asked])
        assert.equal(index.get(value), map.get(identity(value)) ?? -1)
    }),
  )
})
