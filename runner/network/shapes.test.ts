import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { randomFrom } from '../random.ts'
import {
  between,
  bridge,
  carriedBy,
  halves,
  isolation,
  minority,
  oneWay,
  outsiders,
  ring,
  type Way,
} from './shapes.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i + 1}`)
const key = ({ from, to }: Way) => `${from}>${to}`

/** Whom a node hears, itself included. */
function heardBy(node: string, nodes: string[], lost: Way[]): string[] {
  const gone = new Set(lost.map(key))
  return nodes.filter((from) => from === node || !gone.has(key({ from, to: node })))
}

/** Whom a node can talk with: that takes both directions. */
function talksWith(node: string, nodes: string[], lost: Way[]): string[] {
  return heardBy(node, nodes, lost).filter((other) => heardBy(other, nodes, lost).includes(node))
}

/** Checks a property of a shape for clusters of 3 to 9 nodes and any seed. */
function always(check: (nodes: string[], seed: number) => void): void {
  fc.assert(fc.property(fc.integer({ min: 3, max: 9 }), seeds, (n, seed) => check(names(n), seed)))
}

test('an isolated node hears nobody and nobody hears it; all others are untouched', () => {
  always((nodes) => {
    const everybody = [...outsiders, ...nodes]
    const lost = isolation('n2', everybody)
    assert.deepEqual(talksWith('n2', everybody, lost), ['n2'])
    for (const other of everybody)
      if (other !== 'n2') assert.equal(heardBy(other, everybody, lost).length, everybody.length - 1)
    assert.equal(lost.length, 2 * (everybody.length - 1))
  })
})

test('one way is half of an isolation, and the two ways are all of it', () => {
  always((nodes) => {
    const ways = (['in', 'out'] as const).map((lost) => oneWay('n1', nodes, lost).map(key))
    assert.ok(ways[0].every((way) => way.endsWith('>n1')))
    assert.ok(ways[1].every((way) => way.startsWith('n1>')))
    assert.deepEqual(ways.flat().toSorted(), isolation('n1', nodes).map(key).toSorted())
  })
})

test('halves are two groups that differ by one node at most, whole within and cut between', () => {
  always((nodes, seed) => {
    const lost = halves(nodes, randomFrom(seed))
    const groups = new Set(nodes.map((node) => talksWith(node, nodes, lost).join()))
    assert.equal(groups.size, 2)
    const sizes = [...groups].map((group) => group.split(',').length)
    assert.ok(Math.abs(sizes[0] - sizes[1]) <= 1)
    assert.equal(sizes[0] + sizes[1], nodes.length)
    assert.ok(lost.every(({ from, to }) => nodes.includes(from) && nodes.includes(to)))
  })
})

test('halves and rings are others with other seeds', () => {
  for (const shape of [halves, ring]) {
    const seen = new Set<string>()
    for (let seed = 0; seed < 40; seed++)
      seen.add(shape(names(5), randomFrom(seed)).map(key).toSorted().join())
    assert.ok(seen.size > 5)
  }
})

test('a minority is the largest group without a majority, with its node; the rest is a majority', () => {
  always((nodes, seed) => {
    const lost = minority('n3', nodes, randomFrom(seed))
    const small = talksWith('n3', nodes, lost)
    assert.equal(small.length, Math.ceil(nodes.length / 2) - 1)
    const rest = nodes.filter((node) => !small.includes(node))
    for (const node of rest) assert.deepEqual(talksWith(node, nodes, lost), rest)
    assert.ok(rest.length > nodes.length / 2)
  })
})

test('a bridge talks with everybody, and nobody else does', () => {
  always((nodes, seed) => {
    const lost = bridge('n2', nodes, randomFrom(seed))
    assert.deepEqual(talksWith('n2', nodes, lost), nodes)
    for (const node of nodes)
      if (node !== 'n2') assert.ok(talksWith(node, nodes, lost).length < nodes.length)
  })
})

test('in a ring each node hears a bare majority, and no two nodes hear the same', () => {
  always((nodes, seed) => {
    const lost = ring(nodes, randomFrom(seed))
    const heard = nodes.map((node) => heardBy(node, nodes, lost))
    for (const each of heard) assert.equal(each.length, Math.floor(nodes.length / 2) + 1)
    assert.equal(new Set(heard.map(String)).size, nodes.length)
  })
})

test('only a way that a link leads along carries anything, whichever end connects', () => {
  const ways = between(['a'], ['b', 'c'])
  assert.deepEqual(carriedBy([{ from: 'b', to: 'a' }], ways).map(key), ['a>b', 'b>a'])
  assert.deepEqual(carriedBy([{ from: 'b', to: 'c' }], ways), [])
})

test('between two groups goes everything that they send each other', () => {
  assert.deepEqual(between(['a'], ['b', 'c']).map(key), ['a>b', 'b>a', 'a>c', 'c>a'])
  assert.deepEqual(between(['a'], []), [])
})
