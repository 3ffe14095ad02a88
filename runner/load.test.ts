import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Arrivals } from './arrivals.ts'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { runLoad } from './load.ts'
import type { Client, Route } from './topology.ts'
import type { Outcome, Request, Session } from './workload.ts'
import { tried } from '../history/tried.fixture.ts'

interface Script {
  concurrency?: number
  /** The load ends when so many operations have ended. */
  operations: number
  /** What the n-th operation is answered, counted over all processes; ok where nothing is said. */
  answer?(n: number, request: Request): Outcome & { broken?: boolean }
  connect?(route: Route): void
  /** Where the n-th request goes; nobody takes it where that is undefined. */
  route?(n: number, request: Request): string | undefined
  /** What that node is asked for as. */
  role?: string
  access?(n: number): Request['access']
  arrivals?: Pick<Arrivals, 'next'>
}

/** Runs a load against a workload of which only the answers are there. */
async function run(script: Script) {
  const { concurrency = 2, operations, route = () => 'n1' } = script
  const over = new AbortController()
  const recorded: Operation[] = []
  const connections: { node: string; closed: boolean }[] = []
  let answered = 0
  let drawn = 0
  const client: Client = {
    async connect(to): Promise<Session> {
      script.connect?.(to)
      const connection = { node: to.node, closed: false }
      connections.push(connection)
      let usable = true
      return {
        get usable() {
          return usable
        },
        async apply(request) {
          assert.equal(connection.closed, false)
          await turn()
          const { broken, ...outcome } = script.answer?.(answered++, request) ?? {
            type: 'ok',
            value: request.value,
          }
          usable = broken !== true
          return outcome
        },
        close: async () => void (connection.closed = true),
      }
    },
  }
  const cluster = {
    client,
    route: (request: Request): Route | undefined => {
      const node = route(drawn - 1, request)
      return node === undefined
        ? undefined
        : { node, endpoints: [{ host: node, port: 1 }], role: script.role }
    },
  }
  let ended = 0
  await runLoad(
    {
      cluster,
      work: { perform: async () => null },
      next: () => ({ f: 'add', value: drawn++, access: script.access?.(drawn) ?? 'write' }),
      concurrency,
      arrivals: script.arrivals as Arrivals | undefined,
      timeoutMs: 100,
      record: (operation) => {
        recorded.push({ ...operation, index: recorded.length, timeNs: recorded.length })
        if (operation.type !== 'invoke' && ++ended >= operations) over.abort()
      },
      clock: () => 0,
    },
    over.signal,
  )
  // A history refuses a process that does two things at once, and one that ends what it never began.
  return { history: History.from(recorded), recorded, connections }
}

function ends(recorded: Operation[]): Operation[] {
  return recorded.filter(({ type }) => type !== 'invoke')
}

const broken = (type: 'fail' | 'info') =>
  ({ type, value: null, error: 'gone', broken: true }) as const

test('processes work side by side until the end, each with one connection that is closed', async () => {
  const { recorded, connections } = await run({ concurrency: 3, operations: 30 })
  assert.deepEqual(new Set(recorded.map(({ process }) => process)), new Set([0, 1, 2]))
  assert.equal(connections.length, 3)
  assert.ok(connections.every(({ closed }) => closed))
})

test('every invocation has one completion of its own process, whatever the answers are', async () => {
  const answers = fc.array(fc.constantFrom('ok', 'fail', 'info', 'broken'), {
    minLength: 1,
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(answers, fc.integer({ min: 1, max: 4 }), async (kinds, concurrency) => {
      const { history, recorded } = await run({
        concurrency,
        operations: 12,
        answer(n, { value }) {
          const kind = kinds[n % kinds.length]
          return kind === 'broken' ? broken('info') : { type: kind as 'ok', value }
        },
      })
      const info = new Set<unknown>()
      for (const { process, type } of recorded) {
        assert.ok(!info.has(process), 'a retired process never appears again')
        if (type === 'info') info.add(process)
      }
      assert.ok(history.pair.every((row) => row >= 0))
    }),
    { numRuns: tried(50) },
  )
})

test('whoever got no certain answer retires, and the next one has an own number and connection', async () => {
  const { recorded, connections } = await run({
    concurrency: 1,
    operations: 3,
    answer: (n, { value }) => (n === 1 ? broken('info') : { type: 'ok', value }),
  })
  assert.deepEqual(
    ends(recorded).map(({ process, type }) => [process, type]),
    [
      [0, 'ok'],
      [0, 'info'],
      [1, 'ok'],
    ],
  )
  assert.equal(connections.length, 2)
})

test('whoever is refused goes on with the connection that it has', async () => {
  const { recorded, connections } = await run({
    concurrency: 1,
    operations: 2,
    answer: (n, { value }) => ({ type: n === 0 ? 'fail' : 'ok', value, error: '40001' }),
  })
  assert.deepEqual(new Set(recorded.map(({ process }) => process)), new Set([0]))
  assert.equal(connections.length, 1)
})

test('an operation that finds no connection certainly did not happen, and the next try waits', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  let tries = 0
  let paused = true
  const { recorded } = await run({
    concurrency: 1,
    operations: 3,
    connect() {
      assert.ok(paused)
      paused = false
      setTimeout(() => (paused = true), 1)
      if (++tries < 3) throw tries === 1 ? refused : new Error('timeout expired')
    },
  })
  assert.deepEqual(
    ends(recorded).map(({ process, type, error }) => [process, type, error]),
    [
      [0, 'fail', 'ECONNREFUSED connect ECONNREFUSED'],
      [0, 'fail', '08001 timeout expired'],
      [0, 'ok', undefined],
    ],
  )
  assert.deepEqual(
    ends(recorded).map(({ value }) => value),
    [0, 1, 2],
  )
})

test('clients follow where they are sent, and the history tells the node of both ends', async () => {
  const { recorded, connections } = await run({
    concurrency: 1,
    operations: 4,
    route: (drawn) => (drawn < 2 ? 'n1' : 'n2'),
  })
  assert.deepEqual(
    recorded.map(({ node }) => node),
    ['n1', 'n1', 'n1', 'n1', 'n2', 'n2', 'n2', 'n2'],
  )
  assert.deepEqual(connections, [
    { node: 'n1', closed: true },
    { node: 'n2', closed: true },
  ])
})

test('under open-loop load the invocation has its planned start, and the completion has none', async () => {
  let planned = 0
  const { recorded } = await run({
    concurrency: 2,
    operations: 6,
    arrivals: { next: async () => (planned += 100) },
  })
  const starts = recorded.filter(({ type }) => type === 'invoke')
  assert.deepEqual(
    starts.map(({ scheduledNs }) => scheduledNs),
    starts.map((_, i) => 100 * (i + 1)),
  )
  assert.ok(ends(recorded).every(({ scheduledNs }) => scheduledNs === undefined))
})

test('nothing is begun that arrives after the end', async () => {
  let arrivals = 0
  const { recorded } = await run({
    concurrency: 2,
    operations: 1,
    arrivals: {
      async next(signal) {
        if (++arrivals > 1)
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return 0
      },
    },
  })
  assert.equal(arrivals, 2)
  assert.deepEqual(
    recorded.map(({ type }) => type),
    ['invoke', 'ok'],
  )
})

test('reads may go elsewhere than writes, over a connection that stays', async () => {
  const { recorded, connections } = await run({
    concurrency: 1,
    operations: 6,
    access: (n) => (n % 2 === 0 ? 'read' : 'write'),
    route: (_, { access }) => (access === 'read' ? 'n2' : 'n1'),
  })
  assert.deepEqual(
    ends(recorded).map(({ node }) => node),
    ['n1', 'n2', 'n1', 'n2', 'n1', 'n2'],
  )
  assert.deepEqual(
    connections.map(({ node }) => node),
    ['n1', 'n2'],
  )
})

test('a request that nobody takes certainly did not happen', async () => {
  const { recorded } = await run({ concurrency: 1, operations: 1, route: () => undefined })
  const [end] = ends(recorded)
  assert.equal(end.type, 'fail')
  assert.match(end.error!, /nobody takes/)
})

test('a process that is sent to nodes by turns keeps a connection with each, and loses only one that broke', async () => {
  const { connections } = await run({
    concurrency: 1,
    operations: 8,
    route: (drawn) => (drawn % 2 === 0 ? 'n1' : 'n2'),
    answer: (n, { value }) => (n === 2 ? broken('fail') : { type: 'ok', value }),
  })
  assert.deepEqual(
    connections.map(({ node }) => node),
    ['n1', 'n2', 'n1'],
  )
  assert.ok(connections.every(({ closed }) => closed))
})

test('who has a session with whoever had a role goes on there until it breaks, and the history says so', async () => {
  const { recorded, connections } = await run({
    concurrency: 1,
    operations: 6,
    role: 'primary',
    route: (drawn) => (drawn < 2 ? 'n1' : 'n2'),
    answer: (n, { value }) => (n === 3 ? broken('fail') : { type: 'ok', value }),
  })
  assert.deepEqual(
    ends(recorded).map(({ node }) => node),
    ['n1', 'n1', 'n1', 'n1', 'n2', 'n2'],
  )
  assert.deepEqual(
    connections.map(({ node }) => node),
    ['n1', 'n2'],
  )
})
