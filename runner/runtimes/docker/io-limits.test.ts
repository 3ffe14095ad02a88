import assert from 'node:assert/strict'
import { test } from 'node:test'
import { msIn } from './io-limits.ts'

test('dd tells how long it wrote, however short that was', () => {
  const said = (seconds: string) =>
    `4+0 records out\n262144 bytes copied, ${seconds} s, 95.7 kB/s\n`
  assert.equal(msIn(said('2.73874')), 2739)
  assert.equal(msIn(said('9.1e-05')), 0)
  assert.throws(() => msIn('dd: No space left on device'), /told no time: dd: No space/)
})
