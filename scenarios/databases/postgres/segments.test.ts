import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesBefore, segmentFrom } from './segments.ts'

const MB = 2 ** 20

test('a segment is called by its timeline and its position', () => {
  assert.equal(segmentFrom(1, 10 * MB, MB), '00000001000000000000000A')
  assert.equal(segmentFrom(1, 9 * MB + 1, MB), '00000001000000000000000A')
  assert.equal(segmentFrom(17, 2 ** 32 + 16 * MB, 16 * MB), '000000110000000100000001')
  for (const size of [1, 16, 64])
    assert.equal(
      bytesBefore(segmentFrom(3, 5 * 2 ** 32 + 128 * MB, size * MB), size * MB),
      5 * 2 ** 32 + 128 * MB,
    )
})
