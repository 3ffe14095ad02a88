import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { ownTmpdir } from '../own-tmpdir.fixture.ts'
import { NodePorts } from '../ports.ts'
import { Disks } from './disks.ts'
import { EmbeddedNode } from './node.ts'

/** Two nodes with one cache, as two runs at once have. */
async function twoNodes(t: TestContext) {
  const place = await ownTmpdir(t)
  const cache = join(place, 'cache')
  await mkdir(cache)
  const nodes = ['n1', 'n2'].map(async (name) => {
    const home = join(place, name)
    await mkdir(home)
    const own = { home, ports: new NodePorts(name, [], []), disks: new Disks(place) }
    return new EmbeddedNode(name, own, { version: '18', bin: '', cache })
  })
  return { cache, nodes: await Promise.all(nodes) }
}

const fill = async (folder: string) => {
  await mkdir(folder)
  await writeFile(join(folder, 'first'), '1')
  await new Promise(setImmediate)
  await writeFile(join(folder, 'second'), '2')
}

test('a folder that is kept is made whole, and once, by however many at once', async (t) => {
  const { cache, nodes } = await twoNodes(t)
  const places = await Promise.all(nodes.map((node) => node.kept('a', fill)))
  assert.deepEqual(places, [join(cache, 'a'), join(cache, 'a')])
  assert.deepEqual(await readdir(cache), ['a'])
  assert.equal(await readFile(join(cache, 'a', 'second'), 'utf8'), '2')
  await nodes[0].kept('a', () => assert.fail('it is there'))
})

test('what broke off half made is not kept', async (t) => {
  const { cache, nodes } = await twoNodes(t)
  const breaksOff = async (folder: string) => {
    await mkdir(folder)
    throw new Error('broken off')
  }
  await assert.rejects(nodes[0].kept('a', breaksOff), /broken off/)
  assert.deepEqual(await readdir(cache), [])
})
