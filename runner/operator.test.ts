import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation } from '../history/operation.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { operate, type Fencing } from './operator.ts'
import type { Guarded } from './topology.ts'

interface Script {
  /** How each probe ends, one after the other; the operator's watch is over after the last one. */
  probes: string
  fence?: () => Promise<void>
  fencing?: Fencing
  ended?: () => boolean
  failover?: () => Promise<{ to: string; toLsnBytes: number }>
}

const toStandby = async () => ({ to: 'n2', toLsnBytes: 40 })

/** Lets an operator watch a cluster of which only the answers to its probes are there: `+` fine, `-` none. Positions are ten bytes a probe. */
async function watch(script: Script) {
  const { probes, fence = async () => {}, failover = toStandby } = script
  const { fencing = 'yes', ended = () => false } = script
  const over = new AbortController()
  const events: Pick<Operation, 'type' | 'f' | 'value'>[] = []
  const exclusively = oneAtATime()
  let primary = 'n1'
  let asked = 0
  const group: Partial<Guarded> = {
    primary: () => primary,
    async probe() {
      const answer = probes[asked++]
      if (asked >= probes.length) setImmediate(() => over.abort())
      if (answer !== '+') throw new Error('no answer')
      return asked * 10
    },
    fence,
    ended: async () => ended(),
    async promote() {
      const done = await failover()
      primary = done.to
      return done
    },
  }
  await operate(
    {
      group: group as Guarded,
      record: ({ type, f, value }) => events.push({ type, f, value }),
      policy: { intervalMs: 1, timeoutMs: 1, failures: 3, fence: fencing },
      exclusively,
    },
    over.signal,
  )
  return { events, names: events.map(({ type, f }) => `${f} ${type}`) }
}

const detected = ['detect invoke', 'detect ok', 'fence invoke', 'fence ok', 'failover invoke']

test('an operator that could not ask for the end of a primary asks again', async () => {
  let asked = 0
  const ended = () => {
    if (++asked === 1) throw new Error('the engine is busy')
    return true
  }
  const { names } = await watch({ probes: '--------+++', fencing: 'wait', ended })
  assert.equal(names.at(-1), 'failover ok')
})

test('three unanswered probes in a row are a failover, and a fourth before its turn', async () => {
  const { events, names } = await watch({ probes: '+----+++++' })
  assert.deepEqual(names, [...detected, 'failover ok'])
  assert.deepEqual(
    events.filter(({ type }) => type === 'ok').map(({ value }) => value),
    [{ node: 'n1' }, { node: 'n1' }, { from: 'n1', fromLsnBytes: 10, to: 'n2', toLsnBytes: 40 }],
  )
})

test('the position of a primary that never answered is not known', async () => {
  let standby = 2
  const failover = async () => ({ to: `n${standby++}`, toLsnBytes: 40 })
  const { events } = await watch({ probes: '++---------', failover })
  assert.deepEqual(
    events.filter(({ type, f }) => type === 'ok' && f === 'failover').map(({ value }) => value),
    [
      { from: 'n1', fromLsnBytes: 20, to: 'n2', toLsnBytes: 40 },
      { from: 'n2', to: 'n3', toLsnBytes: 40 },
    ],
  )
})

test('an answer between starts the counting again', async () => {
  assert.deepEqual((await watch({ probes: '--+--+--+' })).names, [])
})

test('a primary that answers again before its turn keeps its place', async () => {
  assert.deepEqual((await watch({ probes: '---++--' })).names, [])
})

test('a primary that was replaced while the operator waited is left alone', async () => {
  const over = new AbortController()
  const events: string[] = []
  let primary = 'n1'
  let probes = 0
  const group = {
    primary: () => primary,
    probe: async () => {
      if (++probes === 6) over.abort()
      throw new Error('no answer')
    },
  } as unknown as Guarded
  await operate(
    {
      group,
      record: ({ f }) => events.push(f),
      policy: { intervalMs: 1, timeoutMs: 1, failures: 3, fence: 'yes' },
      exclusively: (act) => {
        primary = 'n2'
        return act()
      },
    },
    over.signal,
  )
  assert.deepEqual(events, [])
})

test('a new primary that is slow to be reached and quick to answer is not given up', async () => {
  const over = new AbortController()
  const events: string[] = []
  const policy = { intervalMs: 1, timeoutMs: 1, failures: 3, fence: 'yes' } as const
  let primary = 'n1'
  let reached = false
  let probes = 0
  const group: Partial<Guarded> = {
    primary: () => primary,
    async probe(timeoutMs) {
      if (++probes === 15) over.abort()
      reached ||= primary === 'n2' && timeoutMs > policy.timeoutMs
      if (!reached) throw new Error('no connection')
      return 0
    },
    fence: async () => {},
    async promote() {
      const done = await toStandby()
      primary = done.to
      return done
    },
  }
  const record = ({ type, f }: Pick<Operation, 'type' | 'f'>) => events.push(`${f} ${type}`)
  const exclusively = oneAtATime()
  await operate({ group: group as Guarded, record, policy, exclusively }, over.signal)
  assert.deepEqual(events, [...detected, 'failover ok'])
})

test('a failover that throws is tried again after as many probes', async () => {
  let tries = 0
  const failover = async () => {
    if (++tries === 1) throw new Error('no live standby')
    return toStandby()
  }
  const { names } = await watch({ probes: '--------+++', failover })
  assert.deepEqual(names, [...detected, 'failover info', ...detected, 'failover ok'])
})

test('nothing is promoted beside a node that could not be fenced; it is tried again', async () => {
  let tries = 0
  const fence = async () => {
    if (++tries === 1) throw new Error('still there')
  }
  const { names } = await watch({ probes: '--------+++', fence })
  assert.deepEqual(names, [...detected.slice(0, 3), 'fence info', ...detected, 'failover ok'])
})

const promoted = ['failover invoke', 'failover ok']

test('who does not fence promotes at once', async () => {
  const fence = () => assert.fail('fenced')
  const { names } = await watch({ probes: '----+++', fencing: 'no', fence })
  assert.deepEqual(names, [...detected.slice(0, 2), ...promoted])
})

test('who waits for the end of a primary promotes nothing before that, and tells it', async () => {
  const fence = () => assert.fail('fenced')
  let asked = 0
  const ended = () => ++asked === 2
  const { names } = await watch({ probes: '--------+++', fencing: 'wait', fence, ended })
  const found = detected.slice(0, 2)
  assert.deepEqual(names, [...found, ...found, 'ended invoke', 'ended ok', ...promoted])
})
