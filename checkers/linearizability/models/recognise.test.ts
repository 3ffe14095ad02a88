import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../../runner/history/history.ts'
import { recogniseModel } from './recognise.ts'

/** Calls that follow each other: name and output. */
function historyOf(...calls: [f: string, output?: unknown][]): History {
  return History.from(
    calls.flatMap(([f, value = null], index) => [
      { index: 2 * index, process: 0, type: 'invoke' as const, f, value: null, timeNs: 2 * index },
      { index: 2 * index + 1, process: 0, type: 'ok' as const, f, value, timeNs: 2 * index + 1 },
    ]),
  )
}

test('a model is told by its operations', () => {
  const cases: [string | undefined, ...[f: string, output?: unknown][]][] = [
    ['cas-register', ['read', 1], ['write', 1]],
    ['cas-register', ['read', 1]],
    ['cas-register', ['cas', [1, 2]]],
    ['mutex', ['acquire']],
    ['fifo-queue', ['dequeue', 1], ['enqueue', 2]],
    ['key-value', ['get', ''], ['append', 'x']],
    ['counter', ['add', 1], ['read', 1]],
    ['grow-only-set', ['add', 1], ['read', [1]]],
    ['grow-only-set', ['read', []]],
    ['multi-register', ['txn', [['r', 'x', 1]]]],
    [undefined, ['read', 1], ['transfer', 2]],
    [undefined],
  ]
  for (const [name, ...calls] of cases) assert.equal(recogniseModel(historyOf(...calls)), name)
})
