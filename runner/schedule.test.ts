import assert from 'node:assert/strict'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { endOf, Events, type Condition } from './condition.ts'
import { MeetsNothing, type Fault } from './fault.ts'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { judge } from './judge.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { randomFrom } from './random.ts'
import { tellingEvents, type Recorder } from './recorder.ts'
import { carryOut, type ScheduleOptions, type Line, type Step } from './schedule.ts'
import type { Cluster } from './topology.ts'

/** A schedule whose faults note what happens to them. */
function begin() {
  const seen: string[] = []
  const operations: Parameters<Recorder>[0][] = []
  const events = new Events()
  const record = tellingEvents(
    (operation) => operations.push(operation),
    (event) => events.emit('event', event),
  )
  const over = new AbortController()
  const undos = new AsyncDisposableStack()
  const options: ScheduleOptions = {
    context: {
      cluster: { heal: async () => void seen.push('heal') } as unknown as Cluster,
      random: randomFrom(1),
      now: () => 0,
      record,
    },
    seen: { events, cluster: {} },
    record,
    exclusively: oneAtATime(),
    healLimitMs: 60_000,
    undos,
  }
  const fault = (name: string, during: () => unknown = () => {}): Fault => ({
    name,
    needs: [],
    async inject() {
      seen.push(name)
      await during()
      const undo = async () => void seen.push(`undo ${name}`)
      return { nodes: ['n1'], undo, effect: async () => undefined }
    },
  })
  const happens = (f: string, type: Operation['type'] = 'ok') =>
    record({ process: 'fault', type, kind: 'operator', f, value: {} })
  return { seen, operations, over, undos, options, fault, happens }
}

/** A line of one step. */
const at = (fault: Fault, fromMs: number, toMs: number): [Required<Step>] => [
  { fault, from: { atMs: fromMs }, to: { atMs: toMs } },
]

const HOURS = 3_600_000

const historyOf = (operations: readonly Parameters<Recorder>[0][]) =>
  History.from(operations.map((each, index) => ({ ...each, index, timeNs: index })))

test('every fault is injected and undone once, in order, and recorded', async () => {
  const { seen, operations, over, undos, options, fault } = begin()
  await carryOut([[...at(fault('a'), 0, 1), ...at(fault('b'), 2, 3)]], options, over.signal)
  await undos.disposeAsync()
  assert.deepEqual(seen, ['a', 'undo a', 'heal', 'b', 'undo b', 'heal'])
  const process = 'fault'
  assert.deepEqual(operations.slice(0, 4), [
    { process, type: 'invoke', kind: 'fault', f: 'a', value: {} },
    { process, type: 'ok', kind: 'fault', f: 'a', value: { nodes: ['n1'] } },
    { process, type: 'invoke', kind: 'undo', f: 'undo a', value: { nodes: ['n1'] } },
    { process, type: 'ok', kind: 'undo', f: 'undo a', value: { nodes: ['n1'] } },
  ])
})

test('what is in force at the end is left to the stack of undos', { timeout: 5_000 }, async () => {
  const { seen, over, undos, options, fault } = begin()
  const planned = [
    at(
      fault('a', () => over.abort()),
      0,
      HOURS,
    ),
    at(fault('b'), HOURS, HOURS),
  ]
  await carryOut(planned, options, over.signal)
  assert.deepEqual(seen, ['a'])
  await undos.disposeAsync()
  assert.deepEqual(seen, ['a', 'undo a', 'heal'])
})

test('nothing is injected after the end', async () => {
  const { seen, options, fault } = begin()
  await carryOut([at(fault('a'), 0, 1)], options, AbortSignal.abort())
  assert.deepEqual(seen, [])
})

test('an injection that throws is recorded as info, and ends the schedule', async () => {
  const { seen, operations, over, options, fault } = begin()
  const broken = fault('a', () => {
    throw new Error('no such link')
  })
  await assert.rejects(
    carryOut([at(broken, 0, 1), at(fault('b'), 2, 3)], options, over.signal),
    /no such link/,
  )
  assert.deepEqual(seen, ['a'])
  assert.deepEqual(
    operations.map(({ type, f }) => [type, f]),
    [
      ['invoke', 'a'],
      ['info', 'a'],
    ],
  )
})

test('a fault that meets nothing did nothing, and the schedule goes on', async () => {
  const { seen, operations, over, options, fault } = begin()
  const idle = fault('a', () => {
    throw new MeetsNothing('n1 is down')
  })
  await carryOut([[...at(idle, 0, 1), ...at(fault('b'), 2, 3)]], options, over.signal)
  assert.deepEqual(seen, ['a', 'heal', 'b', 'undo b', 'heal'])
  const faults = [{ name: 'a' }, { name: 'b' }]
  const { verdict, findings } = judge(historyOf(operations), { checkers: [], claims: [], faults })
  assert.equal(verdict, 'unknown')
  const reason = 'The fault a did nothing: effect none, because n1 is down.'
  assert.ok(findings.some((finding) => finding.reason === reason))
})

test('an injection that outlives the run is taken back at once', async () => {
  const { seen, over, undos, options, fault } = begin()
  await undos.disposeAsync()
  const planned = [
    at(
      fault('a', () => over.abort()),
      0,
      HOURS,
    ),
  ]
  await carryOut(planned, options, over.signal)
  assert.deepEqual(seen, ['a', 'undo a', 'heal'])
})

test('an undo waits until nobody else rebuilds the cluster', async () => {
  const { seen, over, options, fault } = begin()
  const { promise: failover, resolve } = Promise.withResolvers<void>()
  void options.exclusively(async () => {
    await failover
    seen.push('failover')
  })
  const done = carryOut([at(fault('a'), 0, 0)], options, over.signal)
  setTimeout(resolve, 10)
  await done
  assert.deepEqual(seen, ['a', 'failover', 'undo a', 'heal'])
})

test('a step begins after the one before it in its line has ended, however late that is', async () => {
  const { seen, over, options, fault } = begin()
  const slow = fault('a', () => sleep(20))
  await carryOut([[...at(slow, 0, 1), ...at(fault('b'), 2, 3)]], options, over.signal)
  assert.deepEqual(seen, ['a', 'undo a', 'heal', 'b', 'undo b', 'heal'])
})

test('steps overlap, and the cluster heals only when nothing is in force any more', async () => {
  const { seen, over, options, fault } = begin()
  await carryOut([at(fault('a'), 0, 20), at(fault('b'), 10, 30)], options, over.signal)
  assert.deepEqual(seen, ['a', 'b', 'undo a', 'undo b', 'heal'])
})

test('what a cluster tells of how it healed stands with the undo after which it did', async () => {
  const { operations, options, fault } = begin()
  options.context.cluster.heal = async () => ({ recovered: 'to before a' })
  const signal = new AbortController().signal
  const last: Line = [{ fault: fault('a'), from: {}, to: { after: endOf('undo b') } }]
  await carryOut([last, at(fault('b'), 0, 1)], options, signal)
  const told = operations.filter(({ type }) => type === 'ok').map(({ f, value }) => [f, value])
  assert.deepEqual(told.slice(-2), [
    ['undo b', { nodes: ['n1'] }],
    ['undo a', { nodes: ['n1'], when: 'after undo b', recovered: 'to before a' }],
  ])
})

test('what is still being injected is in force to whoever would heal', async () => {
  const { seen, over, options, fault, happens } = begin()
  const slow = fault('b', async () => {
    happens('failover')
    for (let i = 0; i < 20; i++) await turn()
  })
  const until: Line = [{ fault: fault('a'), from: {}, to: { after: endOf('failover') } }]
  await carryOut([until, at(slow, 5, 10)], options, over.signal)
  assert.deepEqual(seen, ['a', 'b', 'undo a', 'undo b', 'heal'])
})

test('nothing is injected while the cluster heals, nor after that if the end came meanwhile', async () => {
  for (const meets of ['its turn', 'the end']) {
    const { seen, over, options, fault, happens } = begin()
    options.context.cluster.heal = async () => {
      happens('heal')
      await sleep(20)
      seen.push('healed')
      if (meets === 'the end') over.abort()
    }
    const then: Line = [{ fault: fault('b'), from: { after: endOf('heal') }, to: {} }]
    await carryOut([at(fault('a'), 0, 0), then], options, over.signal)
    assert.deepEqual(seen.slice(0, 3), ['a', 'undo a', 'healed'])
    assert.equal(seen.includes('b'), meets === 'its turn')
  }
})

test('of two injections of one name under way at once a history could not tell which ended', async () => {
  const { operations, over, undos, options, fault } = begin()
  const slow = () => fault('a', turn)
  await carryOut([at(slow(), 0, 30), at(slow(), 0, 30)], options, over.signal)
  await undos.disposeAsync()
  assert.doesNotThrow(() => historyOf(operations))
  assert.equal(operations.filter(({ f }) => f === 'undo a').length, 4)
})

test('a step waits for what its condition names, and the history tells that', async () => {
  const { seen, operations, over, options, fault, happens } = begin()
  const began = fault('a', () => setTimeout(() => happens('failover', 'invoke')))
  const step: Step = {
    fault: fault('b', () => setTimeout(() => happens('rejoin'))),
    from: { after: endOf('failover'), laterMs: 1 },
    to: { after: endOf('rejoin'), laterMs: 1 },
  }
  setTimeout(() => {
    assert.ok(!seen.includes('b'), 'what only began has not come true')
    happens('failover')
  }, 20)
  await carryOut([at(began, 0, 1), [step]], options, over.signal)
  const of = (f: string) => operations.filter((each) => each.f === f).map(({ value }) => value)
  assert.deepEqual(of('b'), [{ when: 'after failover' }, { when: 'after failover', nodes: ['n1'] }])
  assert.deepEqual(of('undo b')[0], { nodes: ['n1'], when: 'after rejoin' })
})

test('a fault whose condition never came true was not injected, and is unknown by its name', async () => {
  const { seen, operations, over, undos, options, fault } = begin()
  const never: Line = [{ fault: fault('b'), from: { after: endOf('failover') }, to: {} }]
  const done = carryOut([at(fault('a'), 0, 5), never], options, over.signal)
  setTimeout(() => over.abort(), 30)
  await done
  await undos.disposeAsync()
  assert.deepEqual(seen, ['a', 'undo a', 'heal'])
  const faults = [{ name: 'a' }, { name: 'b' }]
  const { verdict, findings } = judge(historyOf(operations), { checkers: [], claims: [], faults })
  assert.equal(verdict, 'unknown')
  assert.ok(findings.some(({ reason }) => reason.includes('The fault b was asked for and never')))
})

test('a fault that still waits when the end comes strikes no more, and fails nothing', async () => {
  const { seen, operations, over, undos, options, fault } = begin()
  const waiting: Fault = {
    ...fault('a'),
    inject: async ({ over: end }) => {
      setImmediate(() => over.abort())
      await sleep(HOURS, undefined, { signal: end })
      throw new Error('it struck')
    },
  }
  await carryOut([at(waiting, 0, HOURS)], options, over.signal)
  await undos.disposeAsync()
  assert.deepEqual(seen, [])
  assert.deepEqual(
    operations.map(({ type }) => type),
    ['invoke', 'info'],
  )
})

test('an undo that fails is told, and the others are still owed', async () => {
  const { seen, over, undos, options, fault } = begin()
  const stuck: Fault = {
    ...fault('a'),
    inject: async () => ({
      nodes: ['n1'],
      undo: () => Promise.reject(new Error('no way back')),
      effect: async () => undefined,
    }),
  }
  await assert.rejects(
    carryOut([at(stuck, 0, 20), at(fault('b'), 0, HOURS)], options, over.signal),
    /no way back/,
  )
  await undos.disposeAsync()
  assert.deepEqual(seen, ['b', 'undo b', 'heal'])
})

const never: Condition = {
  name: 'the moon is full',
  holds: (_, signal) => sleep(HOURS, undefined, { signal }),
}

/** Which conditions did not come true, and who waited for them. */
const unmet = (operations: readonly Parameters<Recorder>[0][]) =>
  operations
    .filter(({ f, type }) => f === 'unmet' && type === 'ok')
    .map(({ kind, value }) => {
      const { when, what } = value as Record<string, unknown>
      return [kind, when, what]
    })

test('a condition that does not come true within its patience ends its line, and is told', async () => {
  const { seen, operations, over, undos, options, fault } = begin()
  const from = { after: never, patienceMs: 5 }
  const lines: Line[] = [
    [{ fault: fault('a'), from, to: {} }, ...at(fault('b'), 0, 0)],
    [{ from }, ...at(fault('c'), 0, 0)],
    [{ fault: fault('d'), from: { atMs: 20 }, to: from }, ...at(fault('e'), 0, 0)],
  ]
  await carryOut(lines, options, over.signal)
  await undos.disposeAsync()
  assert.deepEqual(seen, ['d', 'undo d', 'heal'])
  assert.deepEqual(unmet(operations), [
    ['observed', 'the moon is full', 'a'],
    ['observed', 'the moon is full', undefined],
    ['observed', 'the moon is full', 'undo d'],
  ])
  const undo = operations.find(({ f }) => f === 'undo d')
  assert.deepEqual(undo?.value, { nodes: ['n1'] }, 'what did not hold is not why it was undone')
  const about = { checkers: [], claims: [], faults: [{ name: 'd' }] }
  const { verdict, findings } = judge(historyOf(operations), about)
  assert.equal(verdict, 'unknown')
  const told = findings.map(({ reason }) => reason).join(' ')
  assert.match(told, /"the moon is full" did not come true in [\d.]+ s, and a waited for it\./)
  assert.match(told, /"the moon is full" did not come true in [\d.]+ s\./)
  assert.match(told, /and undo d waited for it\./)
})

test('one that the end of the load came before is told too, and its fault left to the stack', async () => {
  const { seen, operations, over, undos, options, fault } = begin()
  const line: Line = [
    { fault: fault('a', () => setImmediate(() => over.abort())), from: {}, to: { after: never } },
  ]
  await carryOut([line], options, over.signal)
  assert.deepEqual(seen, ['a'])
  assert.deepEqual(unmet(operations), [['observed', 'the moon is full', 'undo a']])
  await undos.disposeAsync()
  assert.deepEqual(seen, ['a', 'undo a', 'heal'])
})

test('a condition that goes wrong ends the run, as a fault does', async () => {
  const { over, options, fault } = begin()
  const broken: Condition = { name: 'b', holds: () => Promise.reject(new Error('no such node')) }
  const line: Line = [{ fault: fault('a'), from: { after: broken, patienceMs: HOURS } }]
  await assert.rejects(carryOut([line], options, over.signal), /no such node/)
})

test('a fault without an end stays beside what comes after it in its line', async () => {
  const { seen, over, undos, options, fault } = begin()
  await carryOut([[{ fault: fault('a'), from: {} }, ...at(fault('b'), 0, 0)]], options, over.signal)
  assert.deepEqual(seen, ['a', 'b', 'undo b'])
  await undos.disposeAsync()
  assert.deepEqual(seen, ['a', 'b', 'undo b', 'undo a', 'heal'])
})

test('a time of the load, a condition and a delay are waited for in this order', async () => {
  const { seen, over, options, fault } = begin()
  const order: string[] = []
  const condition: Condition = {
    name: 'now',
    holds: async () => void order.push('watched'),
  }
  const from = { atMs: 20, after: condition, laterMs: 20 }
  setTimeout(() => order.push('at 10'), 10)
  const a = fault('a', () => order.push('a'))
  await carryOut([[{ fault: a, from, to: {} }]], options, over.signal)
  assert.deepEqual(order, ['at 10', 'watched', 'a'])
  assert.deepEqual(seen, ['a', 'undo a', 'heal'])
})
