import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseFault } from '../../cli/choose-fault.ts'
import { tried } from '../../history/tried.fixture.ts'
import { faults } from '../catalog.ts'
import { damages } from './damage/kinds.ts'
import type { Layout } from '../topologies/topology.ts'
import { everyForm, formsOf } from './kind.ts'
import { contextOf, soon, standing } from './standing.fixture.ts'

const link = (from: string, to: string, group = from) => ({ from, to, group })
const node = (name: string, role: string) => ({ name, role })

const layouts: Record<string, Layout> = {
  'a primary that ships to an archive, which its standby reads': {
    nodes: [node('n1', 'primary'), node('n2', 'standby'), node('archive', 'archive')],
    links: [
      ...['n1', 'n2'].flatMap((to) => [link('clients', to), link('operator', to)]),
      ...['n1', 'n2'].map((from) => link(from, 'archive', 'archive')),
      link('n2', 'n1', 'backup'),
    ],
    needs: [],
  },
  'two sites that both take writes': {
    nodes: [node('london', 'site'), node('paris', 'site')],
    links: [
      link('clients', 'london'),
      link('clients', 'paris'),
      link('london', 'paris', 'replication'),
      link('paris', 'london', 'replication'),
    ],
    needs: [],
  },
  'a router among nodes that know nobody else': {
    nodes: [node('hub', 'router'), ...['a', 'b', 'c'].map((n) => node(n, 'shard'))],
    links: [link('clients', 'hub'), ...['a', 'b', 'c'].map((to) => link('hub', to, 'shards'))],
    needs: [],
  },
  'a primary and a standby on a shared disk, and a witness that nobody connects to': {
    nodes: [node('n1', 'primary'), node('n2', 'standby'), node('w', 'witness')],
    links: ['n1', 'n2'].flatMap((to) => [link('clients', to), link('operator', to)]),
    needs: [],
  },
  'four nodes of which two know each other': {
    nodes: ['a', 'b', 'c', 'd'].map((name) => node(name, 'node')),
    links: [link('clients', 'a'), link('a', 'b', 'pair')],
    needs: [],
  },
}
const [archiving, sites, sharded, onSharedDisk, pair] = Object.values(layouts)

const refuses = (words: string, layout: Layout, message: RegExp) =>
  assert.throws(() => chooseFault(words, layout), { code: 'usage', exitCode: 64, message }, words)

for (const [what, layout] of Object.entries(layouts))
  describe(what, () => {
    test('each fault that is not refused does something, to what there is', async () => {
      // Files are there on real nodes alone.
      const all = faults.filter((kind) => damages.every(({ verb }) => verb !== kind.verb))
      for (const kind of all)
        for (const form of formsOf(kind, layout).keys()) {
          const fault = chooseFault(soon(form, kind, 1), layout)
          for (let seed = 1; seed <= tried(20); seed++) {
            const { cluster, seen } = standing(layout)
            const { nodes, undo } = await fault.inject(contextOf(cluster, seed))
            assert.notEqual(nodes.length, 0, fault.name)
            assert.notEqual(seen.length, 0, fault.name)
            await undo()
          }
        }
    })

    test('each fault that is refused is refused with the reason', () => {
      for (const kind of faults) {
        const offered = formsOf(kind, layout)
        for (const form of everyForm(kind, layout).keys())
          if (!offered.has(form)) refuses(form, layout, /would do nothing|nodes at least/)
      }
    })
  })

test('a shape that meets no link says so, with the nearest that does', () => {
  refuses(
    'bridge-hub',
    sharded,
    /^bridge-hub would do nothing, for it meets nothing of this topology there: did you mean .*bridge-a/,
  )
  refuses('partition-standbys', onSharedDisk, /would do nothing/)
  refuses('partition-clients-archive', archiving, /did you mean .*partition-/)
  refuses('halves', onSharedDisk, /would do nothing/)
  for (const words of ['halves', 'minority-c', 'bridge-d']) refuses(words, pair, /would do nothing/)
  refuses('cut-w', onSharedDisk, /would do nothing/)
  refuses('cut-n1+w', onSharedDisk, /^cut-n1\+w would do nothing at w, for/)
  refuses('flap-witness', onSharedDisk, /there are flap-primary, flap-standby, flap-n1, flap-n2/)
})

test('what the layout has not can not be aimed at, not even by leaving the target out', () => {
  for (const words of ['kill-primary', 'partition-clients', 'partition-standbys', 'cut-operator'])
    refuses(words, sites, /^There is no (fault|target)/)
  refuses('cut-london-to-archive', sites, /did you mean .*cut-london-to-paris/)
  refuses('delay-clients:by=netem', sites, /as in delay-site:by=netem/)
})

test('only what a link carries is told as lost, and outsiders are those that have links', async () => {
  const lost = async (words: string, layout: Layout) => {
    const { cluster } = standing(layout)
    return (await chooseFault(words, layout).inject(contextOf(cluster))).detail!.lost
  }
  assert.deepEqual(await lost('partition-archive', archiving), [
    'archive to n1',
    'n1 to archive',
    'archive to n2',
    'n2 to archive',
  ])
  assert.deepEqual(await lost('partition-clients-paris', sites), [
    'paris to clients',
    'clients to paris',
  ])
  assert.deepEqual(await lost('one-way-a:lost=in', sharded), ['hub to a'])
})

test('a primary that sends its standbys nothing is struck without a lead', async () => {
  const { cluster, seen } = standing(onSharedDisk)
  const fault = chooseFault('kill-primary:lead=60000', onSharedDisk)
  const { detail } = await fault.inject(contextOf(cluster))
  assert.deepEqual(seen, ['kill n1'])
  assert.equal(detail!.cutAtNs, undefined)
})

test('a fault aims at what a claim can speak of: where nobody is a primary, at nothing', () => {
  const aim = (words: string, layout: Layout) => chooseFault(words, layout).aim
  for (const words of ['kill-site', 'kill-paris', 'halves', 'cut-replication', 'cut-all'])
    assert.equal(aim(words, sites), undefined, words)
  for (const words of ['kill-archive', 'partition-standbys-archive', 'minority-archive'])
    assert.equal(aim(words, archiving), 'standbys away', words)
  assert.equal(aim('kill-primary', archiving), 'failover')
  assert.equal(aim('cut-operator', archiving), 'failover')
  assert.equal(aim('kill-n2', archiving), 'standbys away')
  assert.equal(aim('partition-standbys', archiving), 'standbys away')
})

test('two links of the same ends are told apart by the port that one leads to', async () => {
  const layout: Layout = {
    ...sites,
    links: [...sites.links, { from: 'london', to: 'paris', port: 'rest', group: 'api' }],
  }
  for (const [words, link] of [
    ['cut-london-to-paris', 'london-to-paris'],
    ['cut-london-to-paris.rest', 'london-to-paris.rest'],
    ['cut-api', 'london-to-paris.rest'],
  ]) {
    const { cluster } = standing(layout)
    const { detail } = await chooseFault(words, layout).inject(contextOf(cluster))
    assert.deepEqual(detail!.links, [link])
  }
})
