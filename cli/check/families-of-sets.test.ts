import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { familyOf } from './families.ts'

const checkerOf = (...lines: [f: string, value: unknown][]) =>
  familyOf(
    History.from(
      lines.flatMap(([f, value], i): Operation[] => [
        { index: 2 * i, process: i, type: 'invoke', f, value, timeNs: i },
        { index: 2 * i + 1, process: i, type: 'ok', f, value, timeNs: i },
      ]),
    ),
  )?.checker

test('what is added and removed is a set, what is added and read as a number of any size is a counter', () => {
  assert.equal(checkerOf(['add', 1], ['remove', 1], ['read', []]), 'durability')
  assert.equal(checkerOf(['add', 1], ['read', [1]]), 'durability')
  assert.equal(checkerOf(['add', 1], ['read', 1]), 'counter')
  assert.equal(checkerOf(['add', '9007199254740993'], ['read', '9007199254740993']), 'counter')
})
