import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ddmin } from './ddmin.ts'

/** The last set that is found, and all that was asked on the way. */
async function shrunk<Part>(whole: readonly Part[], fails: (parts: readonly Part[]) => boolean) {
  const asked: Part[][] = []
  let last: readonly Part[] = whole
  const found = ddmin(whole, async (parts) => {
    asked.push([...parts])
    return fails(parts)
  })
  for await (const smaller of found) last = smaller
  return { last, asked }
}

const eight = [1, 2, 3, 4, 5, 6, 7, 8]

test('the one part that is to blame is left', async () => {
  const { last } = await shrunk(eight, (parts) => parts.includes(7))
  assert.deepEqual(last, [7])
})

test('parts that fail only together are left together, in their order', async () => {
  const { last } = await shrunk(eight, (parts) => [1, 7, 8].every((each) => parts.includes(each)))
  assert.deepEqual(last, [1, 7, 8])
})

test('where nothing fails as well, nothing is left, and nothing else is asked', async () => {
  const { last, asked } = await shrunk(eight, () => true)
  assert.deepEqual(last, [])
  assert.equal(asked.length, 1)
})

test('a schedule without parts has nothing to leave out', async () => {
  const { last, asked } = await shrunk([], () => true)
  assert.deepEqual(last, [])
  assert.equal(asked.length, 0)
})

test('one that fails no more stays whole', async () => {
  const { last } = await shrunk(eight, () => false)
  assert.deepEqual(last, eight)
})

test('two equal parts are two', async () => {
  const { last } = await shrunk(['kill', 'cut', 'kill'], (parts) => {
    return parts.filter((each) => each === 'kill').length === 2
  })
  assert.deepEqual(last, ['kill', 'kill'])
})

test('whatever must be there together is found, nothing more, and nothing is asked twice', async () => {
  const needed = fc.integer({ min: 1, max: 12 }).chain((length) =>
    fc.record({
      length: fc.constant(length),
      needed: fc.uniqueArray(fc.nat(length - 1), { minLength: 1 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(needed, async (given) => {
      const whole = Array.from({ length: given.length }, (_, i) => i)
      const fails = (parts: readonly number[]) => given.needed.every((each) => parts.includes(each))
      const { last, asked } = await shrunk(whole, fails)
      assert.deepEqual(
        last,
        given.needed.toSorted((a, b) => a - b),
      )
      assert.equal(new Set(asked.map((each) => each.join())).size, asked.length)
      // Its worst case, after the paper.
      assert.ok(asked.length <= given.length ** 2 + 3 * given.length)
    }),
  )
})

test('of any failure no single part can be left out of what is found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.func(fc.boolean()), fc.nat(7), async (chance, length) => {
      const whole = Array.from({ length: length + 1 }, (_, i) => i)
      const fails = (parts: readonly number[]) => parts.length === whole.length || chance(parts)
      const { last } = await shrunk(whole, fails)
      for (const part of last)
        if (last.length > 1) assert.equal(fails(last.filter((each) => each !== part)), false)
    }),
  )
})
