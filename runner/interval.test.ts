import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rateText, wilson } from './interval.ts'

test('an interval is that of the literature, and stays within 0 and 1', () => {
  const rounded = (successes: number, trials: number) =>
    wilson(successes, trials).map((each) => Number(each.toFixed(3)))
  assert.deepEqual(rounded(20, 20), [0.839, 1])
  assert.deepEqual(rounded(0, 20), [0, 0.161])
  assert.deepEqual(rounded(81, 263), [0.255, 0.366])
})

test('a rate is told with its interval', () => {
  assert.equal(rateText(20, 20), '100 % (84 to 100 %)')
})
