import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { History } from '../../history/history.ts'
import { knownAnswer } from './known-answer.ts'

const rows = [
  [0, 'a'],
  [1, 'b'],
  [2, 'c'],
]

function check(...answers: unknown[]) {
  const lines = answers.flatMap((value, process) => {
    const about = { process, f: 'rows', node: 'n1' }
    return [
      { ...about, type: 'invoke' as const, value: null, timeNs: 2 * process },
      { ...about, type: 'ok' as const, value, timeNs: 2 * process + 1 },
    ]
  })
  return knownAnswer(rows).check(History.from(lines.map((each, index) => ({ ...each, index }))), {})
}

const names = (...answers: unknown[]) => check(...answers).anomalies.map(({ name }) => name)

describe('known answer', () => {
  test('an answer that lacks rows is a partial one', () => {
    assert.deepEqual(names(rows, rows.slice(1)), ['partial answer'])
    assert.deepEqual(names([]), ['partial answer'])
    const { anomalies, partial, wrong } = check(rows, rows.slice(2))
    assert.deepEqual([partial, wrong], [1, 0])
    assert.match(anomalies[0].summary, /answered with 1 rows, which are not the 3 that are there/)
    assert.deepEqual(
      anomalies[0].witness.map(({ process }) => process),
      [1, 1],
    )
  })

  test('whatever else is not as it should be is a wrong one', () => {
    for (const answer of [
      [...rows, [3, 'd']],
      [[0, 'x'], ...rows.slice(1)],
      [rows[0], rows[0]],
      rows.toReversed(),
      [[1, 'x']],
      'nothing',
    ])
      assert.deepEqual(names(answer), ['wrong answer'], JSON.stringify(answer))
  })

  test('passes where every answer is whole, and knows nothing without any', () => {
    assert.equal(check(rows, rows).verdict, 'pass')
    assert.equal(check(rows, rows).answers, 2)
    assert.equal(check().verdict, 'unknown')
  })
})
