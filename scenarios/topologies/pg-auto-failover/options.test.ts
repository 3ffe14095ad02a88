import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failoverLimitMs } from '../../services/pg-auto-failover/timing.ts'
import { labelOf, layoutOf, options, priorityOf, syncStandbysOf } from './options.ts'

const said = (words: object) => options.safeParse(words).error?.issues.map(({ message }) => message)

test('a commit waits for fewer standbys than there are, and for none where none is asked', () => {
  assert.deepEqual(said({ standbys: 2, syncStandbys: 2 }), [
    'wants 3 standbys at least, and there are 2',
  ])
  assert.deepEqual(said({ sync: 'off', syncStandbys: 1 }), ['says nothing to --sync off'])
  assert.equal(said({ standbys: 1, syncStandbys: 0 }), undefined)
})

test('for how many it waits is pg_auto_failover’s own rule where nothing else is told', () => {
  const of = (words: object) => syncStandbysOf(options.parse(words))
  assert.deepEqual(
    [{}, { standbys: 1 }, { standbys: 3 }, { sync: 'off' }, { standbys: 3, syncStandbys: 2 }].map(
      of,
    ),
    [1, 0, 1, 0, 2],
  )
})

test('the patience of its manager is that of its settings', () => {
  const patienceOf = (words: object) => layoutOf(options.parse(words)).manager?.patienceMs
  assert.equal(patienceOf({}), failoverLimitMs('quick'))
  assert.ok(patienceOf({ timing: 'usual' })! > 50_000)
  assert.equal(
    labelOf(options.parse({ timing: 'usual' })),
    '2 standbys, sync standbys 1, usual timing',
  )
})

test('only the first one may have a candidate priority of its own', () => {
  const of = (words: object) =>
    ['n1', 'n2', 'n3'].map((name) => priorityOf(name, options.parse(words)))
  assert.deepEqual(of({}), [50, 50, 50])
  assert.deepEqual(of({ firstPriority: '10' }), [10, 50, 50])
  const label = labelOf(options.parse({ firstPriority: 10 }))
  assert.equal(label, '2 standbys, sync standbys 1, n1 with priority 10')
})
