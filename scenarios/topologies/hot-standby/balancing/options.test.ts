import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseScenario } from '../../../../cli/choose.ts'
import { hotStandby } from '../hot-standby.ts'

const layoutOf = (words: object) => hotStandby.layout(hotStandby.options.parse(words))
const namesOf = (words: object) => layoutOf(words).nodes.map(({ name }) => name)
const idsOf = (words: object) =>
  chooseScenario('hot-standby', { workload: 'register', ...words }).claims.map(({ id }) => id)

test('who balances on a machine of its own has it in the layout, between clients and servers', () => {
  assert.deepEqual(namesOf({ balance: 'libpq' }), ['n1', 'n2', 'n3'])
  assert.deepEqual(namesOf({ balance: 'pgpool' }), ['n1', 'n2', 'n3', 'pgpool'])
  const { nodes, links, needs } = layoutOf({ balance: 'haproxy', standbys: 1 })
  assert.deepEqual(nodes.at(-1)!.ports, ['writes', 'reads', 'stats'])
  assert.ok(needs.includes('haproxy'))
  const own = links.filter(({ from, to }) => from === 'haproxy' || to === 'haproxy')
  assert.deepEqual(
    own.map(({ from, to, port, group }) => [from, to, port, group].filter(Boolean).join(' ')),
    [
      'clients haproxy writes clients',
      'clients haproxy reads clients',
      'haproxy n1 backends',
      'haproxy n2 backends',
    ],
  )
})

test('what a balancer does not know is refused, with who does', () => {
  const refuses = (words: object, said: RegExp) =>
    assert.throws(() => chooseScenario('hot-standby', { ...words }), said)
  refuses({ reads: 'prefer-standbys' }, /--reads prefer-standbys is for .* --balance libpq/)
  refuses({ balance: 'pgpool', reads: 'standbys' }, /--reads standbys .* use --reads any/)
  refuses({ balance: 'pgpool', writes: 'any' }, /--writes any is for who asks/)
  refuses({ writes: 'read-write' }, /--writes read-write is for who asks/)
  refuses({ loadBalanceHosts: 'random', balance: 'haproxy' }, /--balance libpq/)
  refuses({ afterWrite: 'off', balance: 'libpq' }, /--balance pgpool/)
})

test('whom sessions are sent to is on trial where somebody chooses that', () => {
  const balancing = ['writes-reach-the-primary', 'reads-reach-standbys', 'reads-are-distributed']
  const among = (words: object) => balancing.filter((id) => idsOf(words).includes(id))
  assert.deepEqual(among({ reads: 'standbys' }), [])
  assert.deepEqual(among({ reads: 'standbys', balance: 'haproxy' }), balancing.slice(0, 2))
  assert.deepEqual(among({ reads: 'any', balance: 'pgpool' }), [balancing[0], balancing[2]])
  assert.deepEqual(among({ reads: 'any', balance: 'libpq' }), [balancing[0]])
  const random = { balance: 'libpq', loadBalanceHosts: 'random' }
  assert.deepEqual(among({ reads: 'any', ...random }), [balancing[0], balancing[2]])
  const lists = { workload: 'list-append', isolation: 'repeatable-read', reads: 'any' }
  assert.ok(idsOf({ ...lists, balance: 'pgpool' }).includes('transactions-see-their-own-writes'))
})

test('its label tells who chooses, and by what', () => {
  const labelOf = (words: object) => chooseScenario('hot-standby', { ...words }).label
  const random = { balance: 'libpq', loadBalanceHosts: 'random' }
  assert.equal(
    labelOf({ reads: 'standbys', ...random }),
    'async, reads standbys, by libpq, random hosts',
  )
  assert.equal(labelOf({ balance: 'haproxy', writes: 'any' }), 'async, by haproxy, writes any')
})
