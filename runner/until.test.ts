import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from './until.fixture.ts'

test('a wait ends when what it is for holds, or with its name', async () => {
  let asked = 0
  await until('the third time', () => ++asked === 3)
  assert.equal(asked, 3)
  await assert.rejects(
    until('never', () => false, 30),
    /waited 0\.03 s in vain: never/,
  )
})
