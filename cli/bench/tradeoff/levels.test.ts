import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelsNamed } from './levels.ts'

const asked = { standbys: 2, rttsMs: [0], killClients: 8, commitDelay: 0 }

test('the single server of its database stands before what is measured against it, once', () => {
  const names = (...words: string[]) => levelsNamed(words, asked).map(({ name }) => name)
  assert.deepEqual(names('on', 'single', 'async'), ['single', 'on', 'async'])
  assert.deepEqual(names('galera'), ['single-mariadb', 'galera'])
  assert.deepEqual(names('galera', 'two-phase'), [
    'single',
    'single-mariadb',
    'galera',
    'two-phase',
  ])
})

test('what nodes send each other is delayed, and what clients and the operator send is not', () => {
  const [, twoPhase] = levelsNamed(['two-phase'], { ...asked, rttsMs: [5] })
  assert.ok(twoPhase.links.length > 0)
  for (const link of twoPhase.links) assert.doesNotMatch(link, /^(clients|operator)-to/)
})

test('who is killed runs with the same level and the same delay, and leaves a standby to wait for', () => {
  const [, on] = levelsNamed(['on'], { ...asked, standbys: 1 })
  assert.deepEqual(on.links, ['n2-to-n1', 'n1-to-n2'])
  const { options, concurrency, faults } = on.killed!(20)
  assert.equal(options.standbys, 2)
  assert.match(faults[0].name, /n3-to-n1/)
  assert.equal(options.sync, 'on')
  assert.equal(concurrency, 8)
  assert.deepEqual(
    faults.map(({ name }) => name.replace(/delay-.*:/, 'delay:')),
    ['delay:ms=10', 'kill-primary'],
  )
  assert.deepEqual(
    on.killed!(0).faults.map(({ name }) => name),
    ['kill-primary'],
  )
})
