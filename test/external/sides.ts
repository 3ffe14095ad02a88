import { join } from 'node:path'
import { readCluster } from '../../cli/cluster-file.ts'
import { chooseScenario } from '../../cli/choose.ts'
import { execute, type Execution } from '../../cli/execute.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import { readHistory } from '../../history/formats/read.ts'
import { evidenceOf } from '../../runner/evidence.ts'
import type { Cluster } from '../../runner/topology.ts'
import { connected } from '../../scenarios/databases/postgres/connect.ts'
import { addressOf } from '../../scenarios/topologies/external/address.ts'
import type { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { verdicts, type Words } from '../runs/run-of.ts'
import { outputFolder } from '../runs/splitbrain.ts'
import { tellRun } from '../runs/tell-run.ts'
import type { Stack } from './compose-stack.ts'

const QUERY_LIMIT_MS = 10_000

/** Asks the primary to begin with as its superuser, past every link. */
export type Query = (text: string) => Promise<Record<string, unknown>[]>
export type Deed = (query: Query, over: AbortSignal) => Promise<unknown>

/** What a run shows, in words that mean the same on whichever servers it was made. */
export interface Shown {
  verdict: string
  loses: boolean
  failovers: number
  /** In order, each with whether it was seen to have done something. */
  faults: Record<string, unknown>[]
  /** Each checker's verdict, and each claim's, by name. */
  checks: Record<string, string>
  claims: Record<string, string>
  /** Beside what claims decide. */
  findings: string[]
  /** For whoever reads a red test. */
  told: string
}

/** What is asked of both sides, with the seed and what somebody does behind the harness's back. */
export interface Asked {
  words: Words
  seed: number
  deed?: Deed
}

/** On servers that we start, as `run hot-standby --runtime docker` does. */
export async function onOurs(own: Words, { words, ...asked }: Asked): Promise<Shown> {
  const scenario = chooseScenario('hot-standby', { standbys: 1, ...own, ...words })
  const queryOf = (cluster: Cluster): Query => {
    const server = (cluster as HotStandby).server({ name: (cluster as HotStandby).primary() })
    return (text) => server.query(text)
  }
  return shown({ scenario, runtime: 'docker' }, queryOf, asked)
}

/** On a compose project, as `run external --cluster own.yaml` does. */
export async function onTheirs({ file, dsns }: Stack, { words, ...asked }: Asked): Promise<Shown> {
  const { cluster: own, description } = await readCluster(file)
  try {
    const scenario = chooseScenario('external', { cluster: description, ...words })
    const { endpoint, credentials } = addressOf(dsns.db1)
    const options = { endpoint, credentials, timeoutMs: QUERY_LIMIT_MS }
    const query: Query = async (text) => {
      let rows: Awaited<ReturnType<Query>> = []
      await connected(options, async (client) => void ({ rows } = await client.query(text)))
      return rows
    }
    return await shown({ scenario, runtime: 'external', own }, () => query, asked)
  } finally {
    own.disconnect()
  }
}

async function shown(
  side: Pick<Execution, 'scenario' | 'runtime' | 'own'>,
  queryOf: (cluster: Cluster) => Query,
  { seed, deed = async () => {} }: Omit<Asked, 'words'>,
): Promise<Shown> {
  await using output = await outputFolder()
  const { start } = side.scenario
  const over = new AbortController()
  let done: Promise<unknown> = Promise.resolve()
  side.scenario.start = async (opened, random) => {
    const cluster = await start(opened, random)
    done = deed(queryOf(cluster), over.signal)
    done.catch(() => {})
    return cluster
  }
  const cancelled = new AbortController().signal
  const { results, path } = await execute({ ...side, seed, output: output.path, cancelled })
  over.abort()
  await done
  const { history } = await readHistory(join(path, 'history.jsonl'))
  return {
    verdict: results.verdict,
    loses: results.lost !== null && results.lost > 0,
    failovers: evidenceOf(history).failovers.length,
    faults: faultSpans(history).map(({ fault, effect }) => ({ [fault]: effect?.took })),
    checks: Object.fromEntries(
      Object.entries(results.checks).map(([name, { verdict }]) => [name, verdict]),
    ),
    claims: verdicts(results),
    findings: results.findings.map(({ reason }) => reason),
    told: tellRun(results),
  }
}
