import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../history/history.ts'
import type { LinkState, NodeState } from '../runner/results.ts'
import { stays } from './events.ts'
import { linkSightings, roleSightings } from './sightings.ts'

/** Events of a history, each from its start to its end in seconds. */
function eventsOf(...events: [f: string, from: number, to: number, value: unknown][]): History {
  const lines = events.flatMap(([f, from, to, value]) => [
    { process: 'fault' as const, f, type: 'invoke' as const, value, timeNs: from * 1e9 },
    { process: 'fault' as const, f, type: 'ok' as const, value, timeNs: to * 1e9 },
  ])
  return History.from(lines.map((line, index) => ({ index, ...line })))
}

type Role = NodeState['role']
const sampled = (...samples: [second: number, node: string, role: Role][]): NodeState[] =>
  samples.map(([second, node, role]) => ({ timeNs: second * 1e9, node, role }))

/** A node's stretches as `role from–to`, to second 30. */
function rolesOf(node: string, history: History, samples: NodeState[]): string[] {
  const own = roleSightings(history, samples).filter((each) => each.node === node)
  return stays(own, 30e9, ({ role }) => role).map(
    ({ state, startNs, endNs }) => `${state} ${startNs / 1e9}–${endNs / 1e9}`,
  )
}

const n1 = { nodes: ['n1'] }
const failover = eventsOf(
  ['kill-primary', 5.1, 5.6, { ...n1, cutAtNs: 5.12e9, struckAtNs: 5.52e9 }],
  ['fence', 6.2, 6.3, { node: 'n1' }],
  ['failover', 6.3, 6.8, { from: 'n1', to: 'n2' }],
  ['undo kill-primary', 9.2, 10.7, n1],
)
const eachSecond = sampled(
  ...Array.from({ length: 12 }, (_, second): [number, string, Role][] => [
    [second, 'n1', second <= 5 ? 'primary' : second < 11 ? 'down' : 'standby'],
    [second, 'n2', second < 7 ? 'standby' : 'primary'],
  ]).flat(),
)

test('roles change at the moments of the events, not at those of the samples', () => {
  assert.deepEqual(rolesOf('n1', failover, eachSecond), [
    'primary 0–5.52',
    'down 5.52–10.7',
    'standby 10.7–30',
  ])
  assert.deepEqual(rolesOf('n2', failover, eachSecond), ['standby 0–6.8', 'primary 6.8–30'])
})

test('where nobody is the primary, a node comes back as what it was', () => {
  const killed = eventsOf(
    ['kill-london', 5.1, 5.6, { nodes: ['london'] }],
    ['undo kill-london', 9.2, 10.7, { nodes: ['london'] }],
  )
  const samples = sampled([1, 'london', 'office'], [6, 'london', 'down'])
  assert.deepEqual(rolesOf('london', killed, samples), [
    'office 1–5.6',
    'down 5.6–10.7',
    'office 10.7–30',
  ])
})

test('a run that does not tell the moment of the kill has the end of the fault', () => {
  const old = eventsOf(['kill-primary', 5.1, 5.6, n1])
  assert.deepEqual(rolesOf('n1', old, eachSecond.slice(0, 20)), ['primary 0–5.6', 'down 5.6–30'])
})

test('a sample that was under way during the kill is no word against it', () => {
  const samples = sampled([5, 'n1', 'primary'], [5.55, 'n1', 'primary'], [6, 'n1', 'down'])
  assert.deepEqual(rolesOf('n1', failover, samples).slice(0, 2), [
    'primary 5–5.52',
    'down 5.52–10.7',
  ])
})

test('what no event tells is in the samples', () => {
  const samples = sampled([0, 'n3', 'standby'], [2, 'n3', 'down'], [4, 'n3', 'standby'])
  assert.deepEqual(rolesOf('n3', failover, samples), ['standby 0–2', 'down 2–4', 'standby 4–30'])
})

test('what is neither primary nor standby is itself again after the undo', () => {
  const archive = { nodes: ['archive'] }
  const killed = eventsOf(['kill-archive', 5, 6, archive], ['undo kill-archive', 9, 10, archive])
  const samples = sampled([0, 'archive', 'archive'], [7, 'archive', 'down'])
  assert.deepEqual(rolesOf('archive', killed, samples), [
    'archive 0–6',
    'down 6–10',
    'archive 10–30',
  ])
})

test('a primary that came back before anybody was promoted is the primary again', () => {
  const back = eventsOf(['pause-n1', 2, 2.1, n1], ['undo pause-n1', 3, 3.1, n1])
  assert.deepEqual(rolesOf('n1', back, sampled([0, 'n1', 'primary'])), [
    'primary 0–2.1',
    'down 2.1–3.1',
    'primary 3.1–30',
  ])
})

const links = (...samples: [second: number, link: string, effects: string[]][]): LinkState[] =>
  samples.map(([second, link, effects]) => ({ timeNs: second * 1e9, link, effects }))

function effectsOf(link: string, history: History, samples: LinkState[]): string[] {
  const own = linkSightings(history, samples).filter((each) => each.link === link)
  return stays(own, 30e9, ({ effects }) => effects.join(', '))
    .filter(({ state }) => state !== '')
    .map(({ state, startNs, endNs }) => `${state} ${startNs / 1e9}–${endNs / 1e9}`)
}

test('a partition begins at its event, in the words of the samples', () => {
  const history = eventsOf(
    ['partition-primary', 4.2, 4.25, { ...n1, lost: ['n1 to n2', 'clients to n1'] }],
    ['undo partition-primary', 8.1, 9.4, n1],
  )
  const samples = ['n2-to-n1', 'n1-to-n2', 'clients-to-n1', 'n3-to-n1'].flatMap((link) =>
    links([4, link, []], [5, link, link === 'n3-to-n1' ? [] : ['cut']], [9, link, []]),
  )
  for (const link of ['n2-to-n1', 'n1-to-n2', 'clients-to-n1'])
    assert.deepEqual(effectsOf(link, history, samples), ['cut 4.25–9'])
  assert.deepEqual(effectsOf('n3-to-n1', history, samples), [])
})

test('what no sample saw of a fault is told by its name, from event to event', () => {
  const history = eventsOf(
    ['reset-clients', 4.2, 4.3, { ...n1, links: ['clients-to-n1'] }],
    ['undo reset-clients', 4.7, 4.8, n1],
  )
  const samples = links([4, 'clients-to-n1', []], [5, 'clients-to-n1', []])
  assert.deepEqual(effectsOf('clients-to-n1', history, samples), ['reset-clients 4.3–4.8'])
})

test('the cut ahead of a kill is of replication, and ends with the kill', () => {
  const all = ['n2-to-n1', 'n1-to-n3', 'n2-to-n3', 'clients-to-n1', 'clients-to-n2']
  const samples = all.flatMap((link) => links([5, link, []], [6, link, []]))
  for (const link of ['n2-to-n1', 'n1-to-n3'])
    assert.deepEqual(effectsOf(link, failover, samples), ['kill-primary 5.12–5.52'])
  for (const link of ['n2-to-n3', 'clients-to-n1'])
    assert.deepEqual(effectsOf(link, failover, samples), [])
})

test('a primary that loses its standbys first and is then cut off has both, until the undo', () => {
  const lost = ['n1 to clients', 'clients to n1', 'n1 to n2', 'n2 to n1']
  const value = { ...n1, lost, cutAtNs: 5.12e9, struckAtNs: 5.52e9 }
  const history = eventsOf(
    ['partition-primary', 5.1, 5.6, value],
    ['undo partition-primary', 9, 9.5, n1],
  )
  const samples = ['clients-to-n1', 'n1-to-n2', 'n2-to-n1', 'clients-to-n2'].map((link) => ({
    timeNs: 1e9,
    link,
    effects: [],
  }))
  const cuts = linkSightings(history, samples)
    .filter(({ timeNs }) => timeNs > 1e9)
    .map(({ timeNs, link, effects }) => `${timeNs / 1e9} ${link}: ${effects.join()}`)
  assert.deepEqual(cuts.toSorted(), [
    '5.12 n1-to-n2: partition-primary',
    '5.12 n2-to-n1: partition-primary',
    '5.52 clients-to-n1: partition-primary',
    '5.52 n1-to-n2: partition-primary',
    '5.52 n2-to-n1: partition-primary',
    '9.5 clients-to-n1: ',
    '9.5 n1-to-n2: ',
    '9.5 n1-to-n2: ',
    '9.5 n2-to-n1: ',
    '9.5 n2-to-n1: ',
  ])
})
