import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { counted } from '../../claims/judged.fixture.ts'
import { combinedQueries } from './combined-queries.ts'
import { options } from './options.ts'
import { asked, evidence, failover } from './run.fixture.ts'
import { trialOf } from './trial.ts'

type Lines = Parameters<typeof evidence>

const decided = (reads: string, ...lines: Lines) => {
  const claim = combinedQueries(trialOf(options.parse({ reads })))
  const { verdict, reason, power } = claim.decide(counted(0), evidence(...lines))
  return { told: `${verdict}: ${reason}`, power }
}

const write = (key: number, value: number, at: number) =>
  asked({ f: 'write', key, value, node: key % 2 === 0 ? 'london' : 'paris' }, {}, at)
const read = (node: string, key: number, value: number | null, at: number) =>
  asked({ f: 'read', key, value, node }, {}, at)
const readBoth = (node: string, london: number[], paris: number[], at: number) => {
  const value = [
    ['r', 0, london],
    ['r', 1, paris],
  ]
  return asked({ f: 'txn', value, node }, {}, at)
}
const append = (key: number, element: number, at: number) =>
  asked({ f: 'txn', value: [['append', key, element]], node: 'london' }, {}, at)

const written = [write(0, 1, 1), write(1, 2, 1.1), write(1, 9, 9)]
const appended = [append(0, 1, 1), append(1, 1, 1.1), append(1, 2, 9)]

describe('asking every office', () => {
  test('holds where each query shows what was acknowledged', () => {
    const { told, power } = decided(
      'every',
      ...appended,
      readBoth('london+paris', [1], [1], 3),
      readBoth('london+paris', [1], [1], 4),
    )
    assert.match(told, /^holds: Each of 2 queries of several/)
    assert.deepEqual(power, { queriesOfSeveralOffices: 2 })
  })

  test('is violated by a query that lacks what one of the offices had acknowledged', () => {
    const last = readBoth('london+paris', [1], [1], 8)
    const { told } = decided('every', ...appended, readBoth('london+paris', [1], [], 3), last)
    assert.match(told, /^violated: 1 of 2 queries lacked writes.*the oldest by 1.890 s/)
  })

  test('what a failover of one of those that answered may have lost makes no query stale', () => {
    const last = readBoth('london+paris', [1], [1], 8)
    const lacking = [...appended, readBoth('london+paris2', [1], [], 3), last]
    const went = (from: string) => decided('every', ...lacking, failover(from, `${from}2`, 2)).told
    assert.match(went('paris'), /^holds/)
    assert.match(went('berlin'), /^violated/)
  })

  test('is unknown where nobody asked while others wrote', () => {
    assert.match(decided('every', ...appended).told, /^unknown/)
    const late = readBoth('london+paris', [1], [1, 2], 12)
    assert.match(decided('every', ...appended, late).told, /^unknown/)
  })

  test('is on trial where somebody asked for rows of several', () => {
    const { trial } = combinedQueries(trialOf(options.parse({})))
    assert.ok(typeof trial === 'function')
    assert.equal(trial(evidence(...written, read('paris', 1, 2, 3))), false)
    assert.equal(trial(evidence(...appended, readBoth('london+paris', [1], [1], 3))), true)
  })
})

describe('a local copy', () => {
  const fresh = [read('london', 0, 1, 3), read('paris', 1, 2, 3)]

  test('is behind: holds with figures where a query of another’s rows was stale', () => {
    const old = read('london', 1, null, 3)
    const { told, power } = decided('local', ...written, ...fresh, old)
    assert.match(told, /^holds: .*1 of 1 queries lacked.*the oldest by 1.890 s, and up to 1 writes/)
    assert.deepEqual(power, { queriesOfCopies: 1, queriesOfOwnRows: 2 })
  })

  test('is violated where an office’s own rows were stale', () => {
    const old = read('paris', 1, null, 3)
    assert.match(decided('local', ...written, ...fresh, old).told, /^violated: Of an office's own/)
  })

  test('is unknown where no copy was asked, or none was stale', () => {
    assert.match(decided('local', ...written, ...fresh).told, /^unknown: No query/)
    const current = read('london', 1, 2, 3)
    assert.match(decided('local', ...written, ...fresh, current).told, /^unknown: None of 1/)
  })
})
