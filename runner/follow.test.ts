import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { follow } from './follow.ts'
import type { Election, Managed, Part } from './topology.ts'

const writing = (timeline: number): Part => ({ standby: false, lsnBytes: 10 * timeline, timeline })
const standby: Part = { standby: true, lsnBytes: 5 }

/** What the servers of two members say, and whom their manager takes for the primary; `undefined` where it does not answer. */
interface Moment {
  n1?: Part
  n2?: Part
  leader?: string | null
  primary?: string
  /** What is under way as planned: any change, or was planned for a timeline. */
  planned?: number | true
  /** Each choice that the manager tells of by then. */
  elections?: Election[]
}

/** Each moment is there until everybody was asked in it at least twice. */
async function told(...moments: Moment[]): Promise<string[]> {
  const events: string[] = []
  const over = new AbortController()
  const asked = new Map<string, number>()
  let at = 0
  const now = () => moments[at]
  const answer = async <T>(who: string, what: T | undefined): Promise<T> => {
    asked.set(who, (asked.get(who) ?? 0) + 1)
    if (asked.size === 3 && [...asked.values()].every((times) => times > 1)) {
      asked.clear()
      if (++at === moments.length) over.abort()
      at = Math.min(at, moments.length - 1)
    }
    if (what === undefined) throw new Error('no answer')
    return what
  }
  const group: Partial<Managed> = {
    members: ['n1', 'n2'],
    knowledgeMs: 60_000,
    primary: () => now().primary ?? 'n1',
    look: async (member) => answer(member, now()[member as 'n1' | 'n2']),
    leader: async () => answer('manager', now().leader),
    // The manager is asked again meanwhile.
    tookOverAt: () => sleep(10, 7),
    elections: async () => now().elections ?? [],
    isPlanned: (timeline) =>
      now().planned !== undefined && [true, timeline].includes(now().planned),
  }
  await follow(
    group as Managed,
    ({ type, f, kind, value }) => {
      if (type === 'ok') events.push(`${kind} ${f} ${JSON.stringify(value)}`)
    },
    over.signal,
    1,
  )
  return events
}

const well: Moment = { n1: writing(1), n2: standby, leader: 'n1' }
const leads = (node: string | null) => `observed leader ${JSON.stringify({ node })}`
const detected = 'observed detect {"node":"n1"}'
const failover =
  'observed failover {"from":"n1","fromLsnBytes":10,"writtenBytes":0,"to":"n2","toLsnBytes":7,"timeline":2}'

test('where all goes well only the leader is told', async () => {
  assert.deepEqual(await told(well, well), [leads('n1')])
})

test('a manager gives a silent primary up, and another one takes writes', async () => {
  const silent = { n2: standby, leader: 'n1' }
  const nobody = { n2: standby, leader: null }
  const other: Moment = { n2: writing(2), leader: 'n2', primary: 'n2' }
  assert.deepEqual(await told(well, silent, nobody, { ...other, leader: null }, other), [
    leads('n1'),
    leads(null),
    detected,
    failover,
    leads('n2'),
  ])
})

test('who is replaced as the manager takes the other one for the primary was given up once', async () => {
  const nobody = { n2: standby, leader: null }
  const events = await told(well, nobody, { n2: writing(2), leader: 'n2', primary: 'n2' })
  assert.deepEqual(
    events.filter((each) => each === detected),
    [detected],
  )
  assert.ok(events.includes(failover))
})

test('whoever is replaced had been given up, though nobody saw that or could ask', async () => {
  const events = await told(well, { n2: writing(2), primary: 'n2' })
  assert.deepEqual(events, [leads('n1'), detected, failover])
})

test('who takes its lead back may be given up again', async () => {
  const nobody = { ...well, leader: null }
  assert.deepEqual(await told(well, nobody, well, nobody), [
    leads('n1'),
    leads(null),
    detected,
    leads('n1'),
    leads(null),
    detected,
  ])
})

test('a primary that comes back as a standby was demoted', async () => {
  const both: Moment = { n1: writing(1), n2: writing(2), leader: 'n2', primary: 'n2' }
  const events = await told(well, { leader: 'n1' }, both, { ...both, n1: standby })
  assert.equal(events.at(-1), 'observed demote {"node":"n1"}')
})

test('a planned change is no failover, and nobody was given up for it', async () => {
  const changing: Moment = { n1: standby, n2: standby, leader: null, planned: true }
  const changed: Moment = { n1: standby, n2: writing(2), leader: 'n2', primary: 'n2', planned: 2 }
  const events = await told(well, changing, changed)
  const expected = [leads('n1'), leads(null), leads('n2'), 'observed demote {"node":"n1"}']
  assert.deepEqual(events.toSorted(), expected.toSorted())
})

test('each election is told once, as the manager tells of it', async () => {
  const election = (elected: string): Election => ({
    elected,
    candidates: [{ node: elected, timeline: 1, lsnBytes: 5 }],
  })
  const first = { ...well, elections: [election('n2')] }
  const both = { ...well, elections: [election('n2'), election('n1')] }
  const events = await told(well, first, first, both, both)
  assert.deepEqual(
    events.filter((each) => each.includes('election')),
    [election('n2'), election('n1')].map((each) => `observed election ${JSON.stringify(each)}`),
  )
})
