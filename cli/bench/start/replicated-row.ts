import { SplitbrainError } from '../../../history/errors.ts'
import { randomFrom } from '../../../runner/random.ts'
import type { Opener } from '../../../runner/runtimes/open.ts'
import type { Scenario } from '../../../runner/scenario.ts'
import type { Cluster, Route } from '../../../runner/topology.ts'
import type { Workload } from '../../../runner/workload.ts'

const TIMEOUT_MS = 15_000
const REST_LIMIT_MS = 60_000

/** When what was done, in seconds from nothing on. */
export interface Start {
  /** All servers run and replicate. */
  startedSeconds: number
  /** Every copy that can be read has a row that a client wrote. */
  replicatedSeconds: number
}

/** Starts a cluster, writes a row, waits until it is everywhere, and leaves nothing behind. */
export async function timeToReplicatedRow(
  { start, workload, needs }: Scenario,
  open: Opener,
  runId: string,
): Promise<Start> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  await using things = new AsyncDisposableStack()
  const runtime = things.use(await open({ runId, needs }))
  const cluster = things.use(await start(runtime))
  const startedSeconds = seconds()
  await cluster.prepare(workload.tables)
  const row = await writeRow(cluster, workload)
  const copies = await cluster.copies(REST_LIMIT_MS)
  for (const copy of copies) await mustHave(row, copy, cluster, workload)
  return { startedSeconds, replicatedSeconds: seconds() }
}

async function writeRow(cluster: Cluster, { requests, work }: Workload): Promise<unknown> {
  const request = requests(randomFrom(0))()
  const route = cluster.route(request, 0)
  if (route === undefined) throw new SplitbrainError('runtime', 'No server takes a first row.')
  const session = await cluster.client.connect(route, work, TIMEOUT_MS)
  try {
    const { type, error } = await session.apply(request)
    if (type === 'ok') return request.value
    throw new SplitbrainError('runtime', `${route.node} did not take a first row: ${error}.`)
  } finally {
    await session.close()
  }
}

async function mustHave(
  row: unknown,
  copy: Route,
  { client }: Cluster,
  { work, finalReads }: Workload,
): Promise<void> {
  const session = await client.connect(copy, { ...work, isolation: undefined }, TIMEOUT_MS)
  try {
    const [request] = finalReads()
    const { value, error } = await session.apply(request)
    if (Array.isArray(value) && value.includes(row)) return
    const found = error ?? JSON.stringify(value)
    throw new SplitbrainError('runtime', `${copy.node} lacks the row that was written: ${found}.`)
  } finally {
    await session.close()
  }
}
