import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { ElementIndex } from './element-index.ts'

it('an element index is a map', () => {
  const element = fc.oneof(
    fc.nat(200),
    fc.constantFrom(-1, 0.5, 150, 1e6, 2 ** 40, NaN),
    fc.string({ maxLength: 2 }),
  )
  fc.assert(
    fc.property(fc.array(element), fc.array(element), (set, asked) => {
      const index = new ElementIndex()
      const map = new Map<number | string, number>()
      for (const [id, name] of set.entries()) {
        index.set(name, id)
        map.set(name, id)
      }
      for (const name of [...set, ...asked]) assert.equal(index.get(name), map.get(name) ?? -1)
    }),
  )
})
