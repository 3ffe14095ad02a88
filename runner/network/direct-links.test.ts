import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node, Packets, ProxyHost } from '../runtimes/runtime.ts'
import { Links } from './links.ts'

/** Nodes that note which packets they are to drop, and whom they are to send nothing to. */
function nodeNoting(name: string, host: string) {
  const dropped: Packets[] = []
  const unreached: string[] = []
  const done = async () => ({ undo: async () => {}, effect: async () => undefined })
  const network = {
    drop: (packets: readonly Packets[]) => {
      dropped.push(...packets)
      return done()
    },
    blackhole: (other: string) => {
      unreached.push(other)
      return done()
    },
  }
  const node = { name, address: () => ({ host, port: 5432 }), network } as unknown as Node
  return { node, dropped, unreached }
}

const proxies = { url: 'http://127.0.0.1:1', fromNodes: () => ({ host: '10.0.0.9', port: 0 }) }

async function directLinks() {
  const [n1, n2] = [nodeNoting('n1', '10.0.0.1'), nodeNoting('n2', '10.0.0.2')]
  const links = await Links.connect(
    proxies as unknown as ProxyHost,
    [n1.node, n2.node],
    [{ from: 'n1', to: 'n2', group: 'replication', direct: true }],
  )
  return { links, n1, n2 }
}

test('all that two nodes send each other over a direct link is dropped, whatever was to lose it', async () => {
  const { links, n1, n2 } = await directLinks()
  const { undo } = await links.cut(links.all())
  const host = '10.0.0.2'
  assert.deepEqual(n1.dropped, [
    { direction: 'out', host },
    { direction: 'in', host },
  ])
  assert.deepEqual(n2.dropped, [])
  assert.deepEqual(links.all()[0].effects, ['cut'])
  await undo()
  assert.deepEqual(links.all()[0].effects, [])
})

test('one way of a direct link is one direction of its packets', async () => {
  const { links, n1 } = await directLinks()
  await links.lose([{ from: 'n2', to: 'n1' }])
  assert.deepEqual(n1.dropped, [{ direction: 'in', host: '10.0.0.2' }])
})

test('who is to send nothing anywhere reaches neither the proxies nor those that it reaches without one', async () => {
  const { links, n2 } = await directLinks()
  await links.detach(n2.node, 'blackhole')
  assert.deepEqual(n2.unreached, ['10.0.0.9', '10.0.0.1'])
})

test('a proxy’s toxic is refused where there is no proxy', async () => {
  const { links } = await directLinks()
  const poison = { type: 'latency', attributes: { latency: 5 } } as const
  await assert.rejects(links.all()[0].poison(poison, ['upstream'], 'late'), { code: 'usage' })
})
