import { setTimeout as sleep } from 'node:timers/promises'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import { untilProven } from './attempts.ts'
import { outputFolder } from './splitbrain.ts'

const POLL_MS = 100

export type Words = Record<string, unknown>

/** What somebody does behind the harness's back, until the run is over. */
export type Deed<C> = (cluster: C, over: AbortSignal) => Promise<unknown>

interface How<C> {
  runtime: RuntimeName
  seed?: number
  deed?: Deed<C>
  /** Where who never comes back is not to be waited for as long as usual. */
  recoverMs?: number
}

/** A run as the command line would make it; its folder is gone when it is over. `C` is what its topology starts. */
export async function runOf<C extends Cluster>(
  topology: string,
  words: Words,
  { runtime, seed = 1, deed = async () => {}, recoverMs }: How<C>,
): Promise<RunResults> {
  await using output = await outputFolder()
  const scenario = chooseScenario(topology, words)
  if (recoverMs !== undefined) scenario.limitsMs = { recover: recoverMs }
  const { start } = scenario
  const over = new AbortController()
  let done: Promise<unknown> = Promise.resolve()
  scenario.start = async (opened, random) => {
    const cluster = (await start(opened, random)) as C
    done = deed(cluster, over.signal)
    done.catch(() => {})
    return cluster
  }
  const cancelled = new AbortController().signal
  const { results } = await execute({ scenario, runtime, seed, output: output.path, cancelled })
  over.abort()
  await done
  return results
}

/** The same; made again where a busy machine has it prove nothing. */
export function provenRunOf<C extends Cluster>(
  topology: string,
  words: Words,
  how: How<C>,
): Promise<RunResults> {
  return untilProven(
    () => runOf(topology, words, how),
    ({ verdict }) => verdict !== 'unknown',
  )
}

/** What became of each claim, by its name. */
export function verdicts({ claims }: RunResults): Record<string, string> {
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
}

/** Returns once clients have written so many rows of a table, as a server has them. */
export async function written(
  server: PostgresServer,
  table: string,
  count: number,
  over: AbortSignal,
): Promise<void> {
  for (;;) {
    over.throwIfAborted()
    const [found] = await server
      .query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)
      .catch(() => [])
    if (found?.n >= count) return
    await sleep(POLL_MS)
  }
}
