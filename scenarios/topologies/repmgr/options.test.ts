import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failoverLimitMs } from '../../services/repmgr/timing.ts'
import { labelOf, layoutOf, options } from './options.ts'
import { waitingBy } from './server-settings.ts'

test('the patience of its manager is that of its settings', () => {
  const patienceOf = (words: object) => layoutOf(options.parse(words)).manager?.patienceMs
  assert.equal(patienceOf({}), failoverLimitMs('quick'))
  assert.ok(patienceOf({ timing: 'usual' })! > 60_000 + 60_000)
  assert.equal(labelOf(options.parse({ timing: 'usual' })), '2 standbys, sync on, usual timing')
})

test('a witness takes part where it is asked for, and is no database that faults could find', () => {
  const { nodes, links } = layoutOf(options.parse({ standbys: 1, witness: 'yes' }))
  assert.deepEqual(nodes.at(-1), { name: 'witness', role: 'witness', ports: ['witness'] })
  assert.deepEqual(
    links.filter(({ to }) => to === 'witness').map(({ from }) => from),
    ['n1', 'n2'],
  )
  assert.ok(layoutOf(options.parse({})).nodes.every(({ role }) => role !== 'witness'))
})

test('a consensus wants somebody else to ask', () => {
  const said = (words: object) =>
    options.safeParse(words).error?.issues.map(({ message }) => message)
  assert.match(String(said({ standbys: 1, consensus: 'yes' })), /^wants another standby/)
  assert.equal(said({ standbys: 1, consensus: 'yes', witness: 'yes' }), undefined)
  assert.equal(said({ consensus: 'yes' }), undefined)
})

test('commits wait for any one of all others, whoever is the primary, or for nobody', () => {
  assert.deepEqual(waitingBy(options.parse({ standbys: 1 })), {
    synchronous_standby_names: 'ANY 1 (n1, n2)',
  })
  assert.deepEqual(waitingBy(options.parse({ sync: 'off' })), {})
})
