import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Claim } from './claim.ts'
import { endOf, seenSo, writes } from './condition.ts'
import { SplitbrainError } from '../history/errors.ts'
import type { Fault } from './fault.ts'
import { readHistory } from '../history/formats/read.ts'
import { plan } from './plan.ts'
import { readResults, readStates } from './read-run.ts'
import type { RunRecord, RunResults } from './results.ts'
import { run, type RunOptions } from './run.ts'
import type { Node, Runtime } from './runtimes/runtime.ts'
import type { Scenario } from './scenario.ts'
import type { When } from './schedule.ts'
import { RunFolder } from './store.ts'
import type { Cluster, Guarded } from './topology.ts'
import type { Request, Session, Work, Workload } from './workload.ts'

const parent = await mkdtemp(join(tmpdir(), 'run-'))
after(() => rm(parent, { recursive: true }))

interface Changes {
  scenario?: Partial<Scenario>
  cluster?: Partial<Cluster>
  options?: Partial<RunOptions>
  /** How a final read ends. */
  finalRead?: () => void
}

const adding: Workload = {
  name: 'set',
  about: '',
  tables: [],
  work: { perform: async () => null },
  requests: () => () => ({ f: 'add', value: 1, access: 'write' }),
  finalReads: () => [{ f: 'read', value: null, access: 'read' }],
  checkers: () => [],
  losses: {},
}

let runs = 0

/** A run of a cluster of which only the interface is there, and what happened to it, in order. */
async function start({ scenario = {}, cluster = {}, options = {}, finalRead }: Changes = {}) {
  const seen: string[] = []
  const names = ['n1', 'n2']
  const nodes = names.map((name) => ({ name, logs: async () => `log of ${name}` }) as Node)
  const there = { node: 'n1', endpoints: [{ host: 'h', port: 1 }] }
  const standing = {
    nodes,
    client: { connect: async () => session },
    node: () => nodes[0],
    at: () => [nodes[0]],
    prepare: async () => void seen.push('set up'),
    route: () => there,
    copies: async () => [there],
    guarded: [{ primary: () => 'n1', probe: async () => 0, mode: async () => ({}) }],
    heal: async () => void seen.push('heal'),
    observe: async () => [{ node: 'n1', role: 'primary' }],
    links: {
      states: async () => [{ link: 'clients-to-n1', effects: ['cut'] }],
      serverVersion: async () => '2.0.0 (built-in)',
    },
    [Symbol.asyncDispose]: async () => void seen.push('cluster gone'),
    ...cluster,
  } as unknown as Cluster
  let usable = true
  const apply = async ({ f, value }: Request) => {
    if (f === 'read') finalRead?.()
    await new Promise((resolve) => setTimeout(resolve, 1))
    return { type: 'ok' as const, value }
  }
  const session: Session = {
    apply: (request) =>
      apply(request).catch((error) => {
        usable = false
        return { type: 'fail', value: null, error: String(error) }
      }),
    get usable() {
      return usable
    },
    close: async () => {},
  }
  const fault: Fault = {
    name: 'kill-primary',
    needs: [],
    inject: async () => {
      seen.push('kill-primary')
      const undo = async () => void seen.push('undo kill-primary')
      return { nodes: ['n1'], undo, effect: async () => undefined }
    },
  }
  const claim: Claim = {
    id: 'c',
    sentence: 's',
    source: 'S',
    trial: 'load',
    covers: () => false,
    decide: ({ acknowledged }) => ({ verdict: 'holds', reason: `${acknowledged} writes` }),
  }
  const record = { id: `run-${runs++}`, seed: 1, versions: {} } as RunRecord
  const folder = await RunFolder.make(parent, record)
  const results = await run({
    scenario: {
      name: 'fake',
      label: 'made up',
      options: {},
      needs: new Set(),
      start: async () => standing,
      workload: adding,
      faults: [fault],
      steps: (random) => {
        const faults = scenario.faults ?? [fault]
        return plan(faults, scenario.timeLimitMs ?? 40, random).map(({ fromMs, toMs }, i) => [
          { fault: faults[i], from: { atMs: fromMs }, to: { atMs: toMs } },
        ])
      },
      leastTimeMs: 0,
      claims: [claim],
      checkers: [],
      operator: { intervalMs: 5, timeoutMs: 5, failures: 3, fence: 'yes' },
      timeLimitMs: 40,
      concurrency: 2,
      operationTimeoutMs: 100,
      ...scenario,
    },
    record,
    folder,
    openRuntime: async () =>
      ({
        nodes: standing.nodes,
        versions: async () => ({ postgresql: '18' }),
        [Symbol.asyncDispose]: async () => void seen.push('runtime gone'),
      }) as unknown as Runtime,
    progress: { phase: (name) => void seen.push(`phase ${name}`), load: () => {}, event: () => {} },
    cancelled: new AbortController().signal,
    report: async () => void seen.push('report written'),
    ...options,
  })
  return { results, folder, seen }
}

const failing = (error: Error) => async () => {
  throw error
}

test('a primary that is slow to be reached and quick to answer is not given up', async () => {
  let reached = false
  const probe = async (timeoutMs: number) => {
    reached ||= timeoutMs > 1_000
    if (!reached) throw new Error('no connection')
    return 0
  }
  const group = { primary: () => 'n1', probe, fence: async () => {}, mode: async () => ({}) }
  const { folder } = await start({ cluster: { guarded: [group as unknown as Guarded] } })
  const { history } = await readHistory(join(folder.path, 'history.jsonl'))
  assert.equal(history.nameOf('detect'), -1)
})

test('a machine that halts as the load begins keeps no fault from happening', async () => {
  const requests = (random: Parameters<Workload['requests']>[0]) => {
    const until = performance.now() + 38
    while (performance.now() < until);
    return adding.requests(random)
  }
  const { results } = await start({ scenario: { workload: { ...adding, requests } } })
  assert.deepEqual([results.verdict, results.findings], ['pass', []])
})

test('a run goes through its phases, and undoes what it did before it mends the cluster', async () => {
  const { results, folder, seen } = await start()
  assert.equal(results.verdict, 'pass')
  assert.equal(results.error, undefined)
  assert.deepEqual(
    seen.filter((each) => each !== 'phase load and faults' && each !== 'phase undo all'),
    [
      'phase start',
      'phase set up',
      'set up',
      'kill-primary',
      'undo kill-primary',
      'heal',
      'phase recover',
      'heal',
      'phase final reads',
      'phase inspections',
      'phase stop',
      'cluster gone',
      'runtime gone',
      'phase check',
      'phase report',
      'report written',
    ],
  )
  const versions = { postgresql: '18', toxiproxy: '2.0.0 (built-in)' }
  assert.deepEqual(results.run.versions, versions)
  assert.equal(await readFile(join(folder.path, 'logs', 'n2.log'), 'utf8'), 'log of n2')
  assert.equal((await readResults(folder.path)).verdict, 'pass')
  const written = await readStates(folder.path)
  assert.ok(written.states.length > 0)
  assert.ok(written.links.length > 0)
  assert.deepEqual(written.links[0].effects, ['cut'])
})

test('the history has clients, faults and final reads, and each of them came to its end', async () => {
  const { folder } = await start()
  const { history } = await readHistory(folder.history)
  assert.deepEqual(
    new Set(history.names),
    new Set(['mode', 'add', 'kill-primary', 'undo kill-primary', 'read']),
  )
  assert.ok(history.pair.every((row) => row >= 0))
})

test(
  'a run that was cancelled under load undoes, mends and judges what there is',
  { timeout: 20_000 },
  async () => {
    const user = new AbortController()
    const fault = {
      name: 'pause-primary',
      inject: async () => {
        user.abort(new SplitbrainError('interrupted', 'The run was interrupted.'))
        return { nodes: ['n1'], undo: async () => void undone.push('n1') }
      },
    } as unknown as Fault
    const undone: string[] = []
    const { results, seen } = await start({
      scenario: { faults: [fault], timeLimitMs: 1_000 },
      options: { cancelled: user.signal },
    })
    assert.deepEqual(undone, ['n1'])
    assert.ok(seen.includes('heal'))
    assert.equal(results.error, undefined)
    assert.equal(results.claims.length, 1)
  },
)

test('cancelling ends the load long before its time limit', { timeout: 20_000 }, async () => {
  const user = new AbortController()
  const load = () => user.abort(new SplitbrainError('interrupted', 'The run was interrupted.'))
  const { results, seen } = await start({
    scenario: { timeLimitMs: 3_600_000 },
    options: { cancelled: user.signal, progress: { phase: () => {}, load, event: () => {} } },
  })
  assert.ok(!seen.includes('kill-primary'))
  assert.equal(results.error, undefined)
})

test('a run that is cancelled before it has begun stops, and proves nothing', async () => {
  const cancelled = AbortSignal.abort(
    new SplitbrainError('interrupted', 'The run was interrupted.'),
  )
  const { results, seen } = await start({ options: { cancelled } })
  assert.equal(results.verdict, 'unknown')
  assert.deepEqual(results.error, {
    code: 'interrupted',
    message: 'The run was interrupted.',
    phase: 'start',
  })
  assert.ok(!seen.includes('set up'))
})

test('a cluster that can not be started is unknown with the phase, and what had begun is stopped', async () => {
  const error = new SplitbrainError('runtime', 'No room.')
  const { results, seen, folder } = await start({ scenario: { start: failing(error) } })
  assert.equal(results.verdict, 'unknown')
  assert.deepEqual(results.error, { code: 'runtime', message: 'No room.', phase: 'start' })
  assert.ok(seen.includes('runtime gone'))
  assert.deepEqual((await readResults(folder.path)).error, results.error)
})

test('a run that broke off never passes, though every claim seems to hold', async () => {
  let healed = 0
  const heal = async () => {
    if (++healed > 1) throw new Error('no answer')
  }
  const { results, seen } = await start({ cluster: { heal } })
  assert.equal(results.claims[0].verdict, 'holds')
  assert.equal(results.verdict, 'unknown')
  assert.equal(results.error?.phase, 'recover')
  assert.ok(seen.includes('runtime gone'))
})

test('a copy that can not be read is in the history as such, and ends nothing', async () => {
  const { results, folder } = await start({
    finalRead() {
      throw new Error('no answer')
    },
  })
  assert.equal(results.error, undefined)
  const { history } = await readHistory(folder.history)
  const last = history.operation(history.length - 1)
  assert.deepEqual([last.f, last.type, last.node], ['read', 'fail', 'n1'])
  assert.match(last.error!, /no answer/)
})

test('a fault that can not be injected ends the run, which is stopped and judged', async () => {
  const fault = { name: 'kill-primary', inject: failing(new Error('no such link')) } as never
  const { results, seen } = await start({ scenario: { faults: [fault] } })
  assert.deepEqual(results.error, {
    code: 'crash',
    message: 'no such link',
    phase: 'load and faults',
  })
  assert.ok(seen.includes('runtime gone'))
})

test('a step waits for what the run itself did, and one that waits in vain is unknown by its name', async () => {
  const quiet = (name: string): Fault => ({
    name,
    needs: [],
    inject: async () => ({ nodes: ['n1'], undo: async () => {}, effect: async () => undefined }),
  })
  const faults = [quiet('kill-n1'), quiet('pause-n2'), quiet('halves')]
  const at = (atMs: number, event?: string): When => ({
    atMs,
    after: event ? endOf(event) : undefined,
  })
  const { results, folder } = await start({
    scenario: {
      faults,
      timeLimitMs: 200,
      steps: () => [
        [{ fault: faults[0], from: at(10), to: at(100) }],
        [{ fault: faults[1], from: at(0, 'kill-n1'), to: at(0, 'undo kill-n1') }],
        [{ fault: faults[2], from: at(0, 'failover'), to: at(100) }],
      ],
    },
  })
  assert.equal(results.error, undefined)
  assert.equal(results.verdict, 'unknown')
  const [never, unmet] = results.findings.map(({ reason }) => reason)
  assert.equal(never, 'The fault halves was asked for and never happened.')
  assert.match(unmet, /^The condition "after failover" did not .* and halves waited for it\.$/)
  const { history } = await readHistory(folder.history)
  const told = [...history.operations()].find(({ f, type }) => f === 'pause-n2' && type === 'ok')
  assert.deepEqual(told?.value, { when: 'after kill-n1', nodes: ['n1'] })
})

test('conditions hear of acknowledged writes and of every look at the nodes', async () => {
  const quiet = (name: string): Fault => ({
    name,
    needs: [],
    inject: async () => ({ nodes: ['n1'], undo: async () => {}, effect: async () => undefined }),
  })
  const isPrimary = seenSo('n1 is primary', () => (nodes) => nodes[0]?.role === 'primary')
  const { results, folder } = await start({
    scenario: {
      faults: [],
      timeLimitMs: 400,
      steps: () => [
        [
          { fault: quiet('a'), from: { after: writes('3 writes', 3) }, to: {} },
          { fault: quiet('b'), from: { after: isPrimary }, to: {} },
        ],
      ],
    },
  })
  assert.equal(results.error, undefined)
  assert.deepEqual(results.findings, [])
  const { history } = await readHistory(folder.history)
  const all = [...history.operations()]
  const begin = all.findIndex(({ f }) => f === 'a')
  const before = all.slice(0, begin).filter(({ f, type }) => f === 'add' && type === 'ok')
  assert.ok(before.length >= 3)
  assert.deepEqual(all.find(({ f }) => f === 'b')?.value, { when: 'n1 is primary' })
})

test('a sampler that fails does not take the harness down', async () => {
  const { results } = await start({ cluster: { observe: failing(new Error('disk full')) } })
  assert.equal(results.verdict, 'pass')
})

const violated: Claim = {
  id: 'c',
  sentence: 's',
  source: 'S',
  trial: 'load' as const,
  covers: () => false,
  decide: () => ({ verdict: 'violated', reason: 'One is lost.' }),
}

async function resultsIn(path: string): Promise<RunResults> {
  return JSON.parse(await readFile(join(path, 'results.json'), 'utf8')) as RunResults
}

test('a report that can not be written hides nothing that was seen', async () => {
  const report = failing(new Error('EISDIR: report.html'))
  const { results, folder } = await start({
    scenario: { claims: [violated] },
    options: { report },
  })
  assert.equal(results.verdict, 'fail')
  assert.equal(results.claims[0].verdict, 'violated')
  assert.ok(results.acknowledged! > 0)
  assert.deepEqual(results.error, {
    code: 'crash',
    message: 'EISDIR: report.html',
    phase: 'report',
  })
  const { verdict, claims, error, acknowledged } = await resultsIn(folder.path)
  assert.deepEqual(
    { verdict, claims, error, acknowledged },
    {
      verdict: results.verdict,
      claims: results.claims,
      error: results.error,
      acknowledged: results.acknowledged,
    },
  )
})

test('results are told though their file can not be written', async () => {
  const { results } = await start({
    scenario: { claims: [violated] },
    cluster: {
      [Symbol.asyncDispose]: async () => {
        const path = join(parent, `run-${runs - 1}`, 'results.json')
        await rm(path)
        await mkdir(path)
      },
    },
  })
  assert.equal(results.verdict, 'fail')
  assert.equal(results.error?.phase, 'report')
})

test('the results are in the folder before anything is drawn of them', async () => {
  const found: RunResults[] = []
  await start({
    options: {
      report: async (results) =>
        void found.push(results, await resultsIn(join(parent, results.run.id))),
    },
  })
  assert.deepEqual(found[1], { format: 1, ...found[0] })
})

test('a history that can not be judged leaves its figures open, and names the phase', async () => {
  const { results } = await start({
    cluster: {
      [Symbol.asyncDispose]: () => rm(join(parent, `run-${runs - 1}`, 'history.jsonl')),
    },
  })
  const { verdict, acknowledged, lost, error } = results
  assert.deepEqual(
    { verdict, acknowledged, lost },
    { verdict: 'unknown', acknowledged: null, lost: null },
  )
  assert.equal(error?.phase, 'check')
})

test('in each phase the folder says how far the run has got, and makes up no figures', async () => {
  const found = new Map<string, RunResults>()
  const look = async (phase: string) =>
    void found.set(phase, await resultsIn(join(parent, `run-${runs - 1}`)))
  await start({
    finalRead: () => {},
    cluster: {
      heal: () => look('recover'),
      [Symbol.asyncDispose]: () => look('stop'),
    },
  })
  assert.deepEqual([...found.keys()], ['recover', 'stop'])
  for (const [phase, { verdict, acknowledged, lost, error, phases }] of found) {
    assert.deepEqual(
      { verdict, acknowledged, lost },
      { verdict: 'unknown', acknowledged: null, lost: null },
    )
    assert.equal(error?.phase, phase)
    assert.equal(phases.at(-1)?.name, phase)
  }
})

test('final reads run at no level, for a standby takes no serializable transaction', async () => {
  const levels: unknown[] = []
  const connect = async (_: unknown, { isolation }: Work): Promise<Session> => {
    levels.push(isolation)
    return {
      apply: async ({ value }) => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        return { type: 'ok', value }
      },
      usable: true,
      close: async () => {},
    }
  }
  const copies = ['n1', 'n2'].map((node) => ({ node, endpoints: [] }))
  const { results } = await start({
    cluster: { client: { connect }, copies: async () => copies },
    scenario: {
      workload: {
        ...adding,
        work: { isolation: 'serializable', perform: async () => null },
      },
    },
  })
  assert.equal(results.error, undefined)
  assert.deepEqual(levels.slice(-2), [undefined, undefined])
  assert.ok(levels.slice(0, -2).every((level) => level === 'serializable'))
})
