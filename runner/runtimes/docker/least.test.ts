import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Least } from './least.ts'

test('of several limits the least holds, whoever takes theirs back first, and in the end none', async () => {
  const held: (number | undefined)[] = []
  const least = new Least(async (limit) => void held.push(limit))
  assert.equal(least.isNone, true)
  const [high, low] = [await least.add(500), await least.add(100)]
  assert.equal(least.isNone, false)
  await low()
  const again = await least.add(100)
  await high()
  await again()
  assert.deepEqual(held, [500, 100, 500, 100, 100, undefined])
  assert.equal(least.isNone, true)
})
