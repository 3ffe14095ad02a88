import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytes, count, milliseconds, moment, percent, plural, seconds } from './quantities.ts'

test('a figure has as many digits as it is worth', () => {
  assert.deepEqual([0.0042, 0.9, 3.033, 12.34, 123.4].map(seconds), [
    '4.20 ms',
    '900 ms',
    '3.03 s',
    '12.3 s',
    '123 s',
  ])
  assert.deepEqual([0.5, 12.34, 456.7, 2500].map(milliseconds), [
    '0.50 ms',
    '12.3 ms',
    '457 ms',
    '2.50 s',
  ])
  assert.deepEqual([0, 1023, 1536, 5 * 2 ** 30].map(bytes), ['0 B', '1023 B', '1.5 KiB', '5.0 GiB'])
  assert.deepEqual([0, 9310, 1234567].map(count), ['0', '9,310', '1,234,567'])
  assert.equal(moment(1.5e9), '1.500 s')
})

test('what nobody measured is a dash, never a zero', () => {
  for (const write of [count, seconds, milliseconds, bytes, moment])
    assert.deepEqual([null, undefined, Number.NaN, Infinity].map(write), ['–', '–', '–', '–'])
})

test('few of many are not none', () => {
  assert.equal(percent(1, 3000), '0.03 %')
  assert.equal(percent(412, 9310), '4.4 %')
  assert.equal(percent(0, 10), '0.0 %')
  assert.equal(percent(0, 0), '–')
})

test('one is not many', () => {
  assert.deepEqual(
    [plural(1, 'node'), plural(0, 'node'), plural(2, 'anomaly', 'anomalies')],
    ['1 node', '0 nodes', '2 anomalies'],
  )
})
