import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foundText, goneText } from './told.ts'

const smallest = (steps: number, failed: number, of: number) => ({
  schedule: [],
  steps,
  rate: { failed, of },
})

test('what is enough is told with how often it failed', () => {
  assert.equal(
    foundText(smallest(1, 2, 3), 4),
    '1 of 4 steps is enough: 2 of 3 runs failed, 67 % (21 to 94 %).',
  )
})

test('a search that was ended early says so', () => {
  assert.equal(
    foundText(smallest(2, 0, 0), 4, 'Interrupted'),
    '2 of 4 steps are enough: it failed, and there was no run left to tell how often. Interrupted: a smaller one may be there.',
  )
})

test('a failure that is gone is told with the runs that passed', () => {
  assert.equal(goneText(3), 'It fails no more: the whole schedule passed in 3 runs.')
  assert.equal(
    goneText(1, 'Interrupted'),
    'Interrupted: of 1 run none failed as the first one did.',
  )
})
