import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { chooseCondition } from '../../cli/choose-condition.ts'
import { Events, type Look } from '../../runner/condition.ts'
import type { Layout } from '../topologies/topology.ts'

const layout: Layout = {
  nodes: [
    { name: 'n1', role: 'primary' },
    { name: 'n2', role: 'standby' },
    { name: 'n3', role: 'standby' },
    { name: 'archive', role: 'archive' },
  ],
  links: [],
  needs: [],
}

const archive: Look = { node: 'archive', role: 'archive' }
const primary = (node: string, lsnBytes: number): Look => ({ node, role: 'primary', lsnBytes })
const standby = (node: string, lsnBytes: number, lagBytes?: number): Look => ({
  node,
  role: 'standby',
  lsnBytes,
  lagBytes,
})
const down = (node: string): Look => ({ node, role: 'down' })

/** At which of these looks, from 0, a condition comes true; -1 is at none of them. */
async function comesTrueAt(words: string, looks: Look[][]): Promise<number> {
  const events = new Events()
  const over = new AbortController()
  let cameAt = -1
  let place = 0
  const seen = { events, cluster: {} }
  const done = chooseCondition(words, layout).holds(seen, over.signal)
  const noted = done.then(
    () => void (cameAt = place),
    () => {},
  )
  for (; place < looks.length && cameAt < 0; place++) {
    events.look([...looks[place], archive])
    for (let i = 0; i < 5 && cameAt < 0; i++) await turn()
    if (cameAt >= 0) break
  }
  over.abort()
  await noted
  return cameAt
}

test('a lag is that of any standby or of one', async () => {
  const looks = [
    [primary('n1', 100), standby('n2', 0, 2048), standby('n3', 99, 1)],
    [primary('n1', 100), down('n2'), standby('n3', 99)],
    [primary('n1', 100), standby('n2', 0, 2049), standby('n3', 99, 1)],
    [primary('n1', 100), standby('n2', 0, 2048), standby('n3', 99, 2049)],
  ]
  assert.equal(await comesTrueAt('standby lag > 2 kB', looks), 2)
  assert.equal(await comesTrueAt('n2 lag > 2 kB', looks), 2)
  assert.equal(await comesTrueAt('n3 lag > 2kB', looks), 3)
  assert.equal(await comesTrueAt('standby lag > 0.1 MB', looks), -1)
})

test('a standby that does not answer is where it last was, and an old primary nowhere', async () => {
  const looks = [
    [primary('n1', 1000), down('n2'), standby('n3', 990, 10)],
    [primary('n1', 1000), standby('n2', 1000, 0), standby('n3', 990, 10)],
    [primary('n1', 3000), down('n2'), standby('n3', 2990, 10)],
    [down('n1'), down('n2'), standby('n3', 2990)],
    [down('n1'), down('n2'), primary('n3', 9000)],
  ]
  assert.equal(await comesTrueAt('n2 lag > 1 kB', looks), 2)
  assert.equal(await comesTrueAt('n2 lag > 2 kB', looks), 4)
  assert.equal(await comesTrueAt('n1 lag > 1 kB', looks), -1)
})

test('a node has a role, or is down', async () => {
  const looks = [
    [primary('n1', 100), standby('n2', 0)],
    [down('n1'), standby('n2', 0)],
    [down('n1'), primary('n2', 0)],
  ]
  assert.equal(await comesTrueAt('n1 is down', looks), 1)
  assert.equal(await comesTrueAt('when n2 is primary', looks), 2)
  assert.equal(await comesTrueAt('n2 is down', looks), -1)
})

test('all standbys stream once each has what the primary had at the first look', async () => {
  const looks = [
    [primary('n1', 100), standby('n2', 90), standby('n3', 80)],
    [primary('n1', 200), standby('n2', 150), standby('n3', 99)],
    [primary('n1', 300), down('n2'), standby('n3', 250)],
    [primary('n1', 400), standby('n2', 100), standby('n3', 100)],
  ]
  assert.equal(await comesTrueAt('all standbys stream', looks), 3)
})

test('with another primary they have to have what that one had', async () => {
  const looks = [
    [primary('n1', 500), standby('n2', 90), standby('n3', 80)],
    [down('n1'), standby('n2', 90), standby('n3', 80)],
    [down('n1'), primary('n2', 100), standby('n3', 80)],
    [standby('n1', 99), primary('n2', 200), standby('n3', 150)],
    [standby('n1', 100), primary('n2', 300), standby('n3', 250)],
  ]
  assert.equal(await comesTrueAt('all standbys stream', looks), 4)
})
