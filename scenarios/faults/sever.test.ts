import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseFault } from '../../cli/choose-fault.ts'
import { layoutOf } from '../topologies/hot-standby/layout.fixture.ts'
import { layoutOf as layoutOfPgpool, options } from '../topologies/pgpool/options.ts'
import { contextOf, standing } from './standing.fixture.ts'

const layout = layoutOf(2)

async function injected(words: string) {
  const { cluster, seen } = standing(layout)
  const injection = await chooseFault(words, layout).inject(contextOf(cluster))
  return { ...injection, seen }
}

test('clients’ connections are cut at a message, on their own links alone', async () => {
  const { nodes, detail, undo, seen } = await injected('sever-n1:at=parse:statement=INSERT INTO t')
  const words = 'cut clients-to-n1 at parse INSERT INTO t'
  assert.deepEqual([nodes, seen], [['n1'], [words]])
  assert.deepEqual(detail, { links: ['clients-to-n1'], message: 'parse' })
  await undo()
  assert.deepEqual(seen, [words, `no more ${words}`])
})

test('what sends clients’ statements on is cut from a server, on its link alone', async () => {
  const own = layoutOfPgpool(options.parse({}))
  const { cluster, seen } = standing(own)
  const words = 'sever-pgpool-to-n2:at=commit-withheld'
  const { nodes } = await chooseFault(words, own).inject(contextOf(cluster))
  assert.deepEqual([nodes, seen], [['n2', 'pgpool'], ['cut pgpool-to-n2 at commit-withheld']])
})

test('what shows is at which message, and how many connections on all links', async () => {
  const { effect } = await injected('sever-clients')
  const by = { message: 'commit-sent', connectionsCut: 4, connectionsNotFollowed: 2 }
  assert.deepEqual(await effect!(), { took: true, by })
})

test('where no client connects there is nothing to cut', () => {
  for (const target of ['operator', 'replication', 'n1-to-n2', 'operator-to-n1'])
    assert.throws(() => chooseFault(`sever-${target}`, layout), {
      code: 'usage',
      message: /would do nothing/,
    })
  const archive = { name: 'archive', role: 'archive', ports: ['wal'] }
  const shipping = { ...layout, nodes: [...layout.nodes, archive] }
  assert.throws(() => chooseFault('sever-archive', shipping), { code: 'usage' })
})

test('a message that there is not is refused with those that there are', () => {
  assert.throws(() => chooseFault('sever-clients:at=commit', layout), {
    code: 'usage',
    message: /commit-sent/,
  })
})
