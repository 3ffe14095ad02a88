import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseFault } from '../../../cli/choose-fault.ts'
import { chooseScenario } from '../../../cli/choose.ts'
import { layoutOf, options } from './options.ts'
import { viewOf } from './view.ts'

const layout = layoutOf(options.parse({}))

test('members have one link for each two of them, and clients one with each', () => {
  const names = layout.links.map(({ from, to }) => `${from} ${to}`)
  assert.deepEqual(names, ['clients n1', 'clients n2', 'clients n3', 'n1 n2', 'n1 n3', 'n2 n3'])
})

test('what only a proxy can do is refused between members, and what asks PostgreSQL for something everywhere', () => {
  for (const words of ['delay-n1', 'rate-replication', 'delay-n1-to-n2', 'reset-all'])
    assert.throws(() => chooseFault(words, layout), { code: 'usage' }, words)
  for (const words of ['restart-n1', 'long-transaction-server', 'damage-n1'])
    assert.throws(() => chooseFault(words, layout), { code: 'usage' }, words)
  for (const words of [
    'sever-clients',
    'delay-clients',
    'cut-n1-to-n2',
    'partition-n1',
    'crash-n2',
    'lock-storm-server',
    'bootstrap',
  ])
    assert.equal(chooseFault(words, layout).name, words)
})

test('clients that say what MariaDB can’t be told are refused by name', () => {
  assert.throws(() => chooseScenario('galera', { workload: 'long-fork-local' }), {
    code: 'usage',
    message: /long-fork-local.*MariaDB can’t be told/,
  })
})

test('each member has a name of its own in the view that all of them begin with', () => {
  const views = [0, 1, 2].map((place) => viewOf(place, 3).split('\n'))
  assert.equal(new Set(views.map(([own]) => own)).size, 3)
  for (const [own, ...shared] of views) {
    assert.ok(shared.includes(`member: ${own.split(' ')[1]} 0`))
    assert.deepEqual(shared, views[0].slice(1))
  }
})
