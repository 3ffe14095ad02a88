import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { inDraft } from '../../runner/runtimes/drafts.ts'
import type { IdleInjector } from './injectors.ts'

/** As fast as clients can, so that whatever stands in their way shows; and with a claim that load alone puts on trial. */
const load = {
  sync: 'on',
  standbys: 1,
  workload: 'list-append',
  timeLimit: 5,
  concurrency: 4,
}

const calm = { faults: [] }

/** What is compared of two runs. */
export interface Outcome {
  /** What each claim that says something and each check says; of a condition that never came true the run tells by itself. */
  verdicts: string
  acknowledgedPerSecond: number
}

export interface Pair {
  without: Outcome
  with: Outcome
}

/** Two runs of one seed, without the injector and with it; which comes first is by turns, for machines grow tired. */
export async function pairOf(
  injector: IdleInjector,
  runtime: RuntimeName,
  seed: number,
): Promise<Pair> {
  const withIt = () => outcomeOf(injector, runtime, seed)
  const withoutIt = () => outcomeOf({}, runtime, seed)
  if (seed % 2 === 0) return { without: await withoutIt(), with: await withIt() }
  const first = await withIt()
  return { without: await withoutIt(), with: first }
}

type Arming = Partial<Pick<IdleInjector, 'words' | 'needs' | 'arm'>>

async function outcomeOf(
  { words, needs = [], arm }: Arming,
  runtime: RuntimeName,
  seed: number,
): Promise<Outcome> {
  const scenario = chooseScenario('hot-standby', { ...load, ...(words ?? calm) })
  const { start } = scenario
  scenario.needs = scenario.needs.union(new Set(needs))
  scenario.start = async (opened) => {
    const cluster = await start(opened)
    await arm?.(cluster)
    return cluster
  }
  const cancelled = new AbortController().signal
  const made = await inDraft('null', (output) =>
    execute({ scenario, runtime, seed, output, cancelled }),
  )
  return told(made.results)
}

function told({ claims, checks, acknowledged, phases, error }: RunResults): Outcome {
  if (error !== undefined) throw new Error(error.message)
  const { startNs, endNs } = phases.find(({ name }) => name === 'load and faults')!
  // What waits for a condition puts claims of faults on trial too, which say nothing as long as it does not come true.
  const decided = claims.filter(({ verdict }) => verdict !== 'unknown')
  const claimed = decided.map(({ id, verdict }) => `${id} ${verdict}`)
  const checked = Object.entries(checks).map(([name, { verdict }]) => `${name} ${verdict}`)
  return {
    verdicts: [...claimed, ...checked].join(', '),
    acknowledgedPerSecond: (acknowledged ?? 0) / ((endNs - startNs) / 1e9),
  }
}
