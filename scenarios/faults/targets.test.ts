import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MeetsNothing } from '../../runner/fault.ts'
import type { Link } from '../../runner/network/link.ts'
import { randomFrom } from '../../runner/random.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { linksAt, nodeAt } from './targets.ts'

const nodes = ['n1', 'n2', 'alone'].map((name) => ({ name }) as Node)
const links = [
  { name: 'clients-to-n1', from: 'clients', to: 'n1', group: 'clients' },
  { name: 'n2-to-n1', from: 'n2', to: 'n1', group: 'replication' },
] as Link[]

const cluster = {
  nodes,
  at: (role: string) => (role === 'standby' ? [nodes[1]] : []),
  links: {
    all: () => links,
    touching: (node: string) => links.filter(({ from, to }) => from === node || to === node),
  },
} as unknown as Cluster

const random = randomFrom(1)
const names = (targets: string) => linksAt(targets, cluster, random).map(({ name }) => name)

test('a node is meant by its name or its role', () => {
  assert.equal(nodeAt('n1', cluster, random), nodes[0])
  assert.equal(nodeAt('standby', cluster, random), nodes[1])
})

test('links are meant by their name, their group, an end, or all of it', () => {
  assert.deepEqual(names('n2-to-n1'), ['n2-to-n1'])
  assert.deepEqual(names('clients'), ['clients-to-n1'])
  assert.deepEqual(names('standby'), ['n2-to-n1'])
  assert.deepEqual(names('all'), names('clients+n1'))
})

test('a target that meets nothing is an error, also beside one that meets something', () => {
  const nobody = new MeetsNothing('No node is leader at this moment')
  assert.throws(() => nodeAt('leader', cluster, random), nobody)
  assert.throws(() => names('leader'), nobody)
  assert.throws(() => names('clients+leader'), nobody)
  assert.throws(() => names('alone'), new MeetsNothing('No link begins or ends at alone'))
})
