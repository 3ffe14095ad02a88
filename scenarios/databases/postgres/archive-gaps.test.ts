import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gapsIn, missingSegments, newestHistory } from './archive-gaps.ts'

const MB = 2 ** 20
const name = (timeline: number, number: number) =>
  [timeline, 0, number].map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('')
const on = (timeline: number, ...numbers: number[]) => numbers.map((each) => name(timeline, each))

test('an archive of one timeline lacks what is between its first segment and its last', () => {
  assert.deepEqual(missingSegments(on(1, 1, 2, 3), '', MB), [])
  assert.deepEqual(missingSegments(on(1, 3, 4, 7), '', MB), on(1, 5, 6))
  assert.equal(newestHistory(on(1, 1, 2)), undefined)
})

test('of an archive that has not two segments nobody can tell whether it is whole', () => {
  for (const names of [[], ['00000002.history'], on(1, 3)])
    assert.throws(() => missingSegments(names, '', MB), /between which none can be missing/)
})

test('after a failover segments are wanted of the timeline that went on', () => {
  // The first one was left within segment 5, which the second one begins with a copy of.
  const history = '1\t0/503A60\tno recovery target specified\n'
  const others = ['00000002.history', `${name(1, 5)}.partial`]
  assert.deepEqual(
    missingSegments([...on(1, 1, 2, 3, 4), ...on(2, 5, 6), ...others], history, MB),
    [],
  )
  assert.deepEqual(
    missingSegments([...on(1, 1), ...on(2, 5, 6), ...others], history, MB),
    on(1, 2, 3, 4),
  )
  // What the old primary wrote in segment 5 and after it leads elsewhere.
  assert.deepEqual(
    missingSegments([...on(1, 1, 2, 3, 4, 5, 6), ...on(2, 6), ...others], history, MB),
    on(2, 5),
  )
  assert.equal(newestHistory([...on(1, 1), ...on(2, 5), ...others]), '00000002.history')
})

test('a timeline that was left where a segment ended goes on with the next one', () => {
  const history = '1\t0/500000\tno recovery target specified\n\n2\t0/780000\tagain\n'
  assert.deepEqual(missingSegments([...on(1, 4), ...on(2, 5, 6), ...on(3, 7)], history, MB), [])
  assert.deepEqual(missingSegments([...on(1, 3), ...on(2, 6), ...on(3, 7)], history, MB), [
    name(1, 4),
    name(2, 5),
  ])
})

test('without the history of its newest timeline an archive leads nowhere, and by it segments are wanted', async () => {
  const gaps = (...more: string[]) => {
    const names = async () => [...on(1, 3, 4), ...on(2, 6), ...more]
    const read = async (name: string) => (name === '00000002.history' ? '1\t0/503A60\tx\n' : '')
    return gapsIn({ names, read }, MB)
  }
  assert.deepEqual(await gaps(), ['00000002.history'])
  assert.deepEqual(await gaps('00000002.history'), on(2, 5))
})
