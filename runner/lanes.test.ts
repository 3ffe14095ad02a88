import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawing } from './lanes.ts'
import type { Request } from './workload.ts'

function counting(): () => Request {
  let value = 0
  return () => ({ f: 'add', value: value++, access: 'write' })
}
/** Odd and even ones, and of each ninth it doesn't matter. */
const lanes = {
  count: 2,
  of: ({ value }: Request) => ((value as number) % 9 === 8 ? -1 : (value as number) % 2),
}
const drawn = (draw: (slot: number) => Request, slots: number[]) =>
  slots.map((slot) => draw(slot).value)

test('each lane has its own requests in their order, and nothing is left out', () => {
  const draw = drawing(counting(), 4, lanes)
  assert.deepEqual(drawn(draw, [1, 1, 3, 0, 2, 0, 1]), [1, 3, 5, 0, 2, 4, 7])
})

test('what is of no lane goes to whoever draws it', () => {
  const draw = drawing(counting(), 2, lanes)
  assert.deepEqual(drawn(draw, [1, 1, 1, 1, 1, 1]), [1, 3, 5, 7, 8, 9])
})

test('without lanes, or with fewer processes than these, all draw from one', () => {
  assert.deepEqual(drawn(drawing(counting(), 2), [1, 1, 0]), [0, 1, 2])
  assert.deepEqual(drawn(drawing(counting(), 1, lanes), [0, 0, 0]), [0, 1, 2])
})

test('a lane that is stuck is not waited for without an end', () => {
  const draw = drawing(counting(), 2, { count: 2, of: ({ value }) => (value as number) % 2 })
  for (let i = 0; i < 1000; i++) draw(1)
  const late = Array.from({ length: 101 }, () => draw(0).value)
  assert.deepEqual([late[0], late[99], late[100]], [0, 198, 2000])
})

test('a lane that nothing is of takes what comes', () => {
  const draw = drawing(counting(), 3, { count: 3, of: ({ value }) => (value as number) % 2 })
  assert.equal(draw(2).value, 1000)
})
