import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseFault } from '../../cli/choose-fault.ts'
import { layoutOf } from '../topologies/hot-standby/layout.fixture.ts'
import { contextOf, standing } from './standing.fixture.ts'

const layout = { ...layoutOf(2), waits: true }

async function injected(words: string) {
  const { cluster, seen } = standing(layout)
  return { cluster, seen, ...(await chooseFault(words, layout).inject(contextOf(cluster))) }
}

test('commits are cancelled while no standby gets them, until it is taken back', async () => {
  const { nodes, detail, undo, effect, seen } = await injected('cancel-commit:every=20')
  assert.deepEqual([nodes, detail, seen], [['n1'], { lost: ['n1 to n2'] }, ['proxy loses n1>n2']])
  assert.deepEqual(await effect!(), { took: false, by: { commitsCancelled: 0 } })
  while (!(await effect!())!.took) await new Promise(setImmediate)
  await undo()
  assert.deepEqual(seen, ['proxy loses n1>n2', 'no more proxy loses n1>n2'])
  const after = await effect!()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(await effect!(), after)
})

test('a primary that can’t be asked is cancelled nothing, and no run ends of it', async () => {
  const { cluster } = standing(layout)
  cluster.guarded![0].cancelHeld = () => Promise.reject(new Error('dead'))
  const { undo, effect } = await chooseFault('cancel-commit:every=20', layout).inject(
    contextOf(cluster),
  )
  await new Promise((resolve) => setTimeout(resolve, 60))
  assert.equal((await effect!())!.took, false)
  await undo()
})

test('a storm holds what it was let in for, tells who was not, and is gone when it is taken back', async () => {
  const { cluster, seen } = standing(layout)
  const { connect } = cluster.client
  cluster.client.connect = async (...args) => {
    if (seen.length === 30) throw Object.assign(new Error('too many clients'), { code: '53300' })
    return connect(...args)
  }
  const { nodes, undo, effect } = await chooseFault(
    'connection-storm:connections=50',
    layout,
  ).inject(contextOf(cluster))
  assert.deepEqual(nodes, ['n1'])
  assert.deepEqual(await effect!(), {
    took: true,
    by: { connectionsHeld: 30, connectionsRefused: 20 },
  })
  await undo()
  assert.equal(seen.filter((words) => words === 'no more connect to n1').length, 30)
})

test('clients stand still on all their links, and a slow reader hangs on one node', async () => {
  const still = await injected('freeze-clients')
  assert.deepEqual(still.detail, { links: ['clients-to-n1', 'clients-to-n2'] })
  assert.deepEqual(still.seen, ['bandwidth clients-to-n1', 'bandwidth clients-to-n2'])
  const slow = await injected('slow-reader-standby')
  await slow.undo()
  assert.deepEqual(slow.seen, ['read slowly of n2', 'no more read slowly of n2'])
})

test('where no commit waits for a standby, nobody can be impatient', () => {
  assert.throws(() => chooseFault('cancel-commit', layoutOf(2)), {
    code: 'usage',
    message: /would do nothing/,
  })
})
