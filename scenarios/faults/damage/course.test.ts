import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseFault } from '../../../cli/choose-fault.ts'
import { MeetsNothing, type Injection } from '../../../runner/fault.ts'
import { layoutOf } from '../../topologies/hot-standby/layout.fixture.ts'
import { serverOf } from '../servers.ts'
import { contextOf } from '../standing.fixture.ts'
import { unchanging, type World } from '../unchanging.fixture.ts'

const layout = layoutOf(3)

/** Of a control file that nobody writes to, so that no page of it is stale; `meanwhile` is before its turn comes. */
async function inject(
  words: string,
  cluster = unchanging(layout, { state: 'well' }),
  meanwhile = () => {},
): Promise<Injection> {
  const exclusively = <T>(act: () => Promise<T>) => {
    meanwhile()
    return act()
  }
  const fault = chooseFault(`stale-page-n2:of=control:age=100${words}`, layout)
  return fault.inject({ ...contextOf(cluster), exclusively })
}

test('who was restarted for a damage that could not be done was restarted all the same', async () => {
  for (const restart of ['clean', 'crash']) {
    const { nodes, effect } = await inject(`:restart=${restart}`)
    const because = 'Nothing of control on n2 is as it would have to be'
    assert.deepEqual(nodes, ['n2'])
    assert.deepEqual(await effect(), { took: false, by: { because, server: 'started' } })
  }
  await assert.rejects(inject(':restart=no'), MeetsNothing)
})

test('a server that does not answer, though another could tell where its files are, is not met', async () => {
  const cluster = unchanging(layout, { state: 'well' })
  const gone = () => Promise.reject(new Error('nobody is there'))
  Object.assign(serverOf(cluster, { name: 'n2' }), { query: gone, position: gone, connect: gone })
  await assert.rejects(inject('', cluster), MeetsNothing)
})

test('nor is one that dies while clients write, or that is back before its turn', async () => {
  const world: World = { state: 'well' }
  const dying = inject('', unchanging(layout, world), () => (world.state = 'down'))
  await assert.rejects(dying, MeetsNothing)
  let isBack = false
  const cluster = unchanging(layout, { state: 'well' })
  const kill = () => assert.fail('it was brought back')
  Object.assign(cluster.node('n2'), { running: async () => isBack, kill })
  await assert.rejects(
    inject('', cluster, () => (isBack = true)),
    MeetsNothing,
  )
})
