import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ConfigTable } from './config-table.ts'

test('a row is new unless one with its key and a subset of its set was added', () => {
  const key = fc.tuple(fc.nat(3), fc.nat(3))
  const rows = fc.array(fc.tuple(key, fc.nat(15), fc.nat(15)), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(rows, (all) => {
      const table = new ConfigTable(2, 2)
      const added: (typeof all)[number][] = []
      for (const row of all) {
        const [[a, b], one, two] = row
        const isCovered = added.some(
          ([[c, d], three, four]) =>
            a === c && b === d && (three & one) === three && (four & two) === four,
        )
        if (!isCovered) added.push(row)
        assert.equal(table.add(Int32Array.of(a, b, one, two)), !isCovered)
      }
      assert.equal(table.size, added.length)
    }),
  )
})

test('without sets it holds each key once, among many', () => {
  const table = new ConfigTable(3, 0)
  const rows = Array.from({ length: 20_000 }, (_, i) => Int32Array.of(i % 7, i, i * 2 ** 11))
  assert.ok(rows.every((row) => table.add(row)))
  assert.ok(rows.every((row) => !table.add(row)))
})
