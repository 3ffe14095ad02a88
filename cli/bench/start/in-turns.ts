import { describeError } from '../../../history/errors.ts'
import {
  prepareRuntime,
  runtimeNames,
  type Opener,
  type RuntimeName,
} from '../../../runner/runtimes/open.ts'
import type { Scenario } from '../../../runner/scenario.ts'
import { topologies } from '../../../scenarios/catalog.ts'
import { chooseScenario } from '../../choose.ts'
import { runtimesHere } from '../../list/runtimes-here.ts'
import { unknownName } from '../../nearest.ts'
import { tell } from '../../tell.ts'
import { timeToReplicatedRow } from './replicated-row.ts'
import type { Started } from './table.ts'

/** A way of replicating, and what it is to start on. */
interface Place {
  name: string
  topology: string
  runtime: RuntimeName
}

/** Those whose name contains each of these words; a `usage` error where there is none. */
export function placesMeant(only: string): Place[] {
  const all = topologies.flatMap(({ name: topology }) =>
    runtimeNames.map((runtime) => ({ name: `${topology} ${runtime}`, topology, runtime })),
  )
  const words = only.split(' ')
  const meant = all.filter(({ name }) => words.every((word) => name.includes(word)))
  if (meant.length > 0) return meant
  throw unknownName(
    'scenario and runtime',
    only,
    all.map(({ name }) => name),
  )
}

interface Turn {
  started: Started
  open: Opener
  scenario: Scenario
}

/** Each starts so often, by turns, so that what the machine does otherwise strikes all alike. */
export async function startInTurns(
  places: readonly Place[],
  times: number,
  cancelled: AbortSignal,
): Promise<Started[]> {
  const { turns, leftOut } = await prepared(places)
  for (let round = 1; round <= times; round++)
    for (const turn of turns) {
      if (cancelled.aborted) break
      if (turn.started.failed === undefined) await startOnce(turn, `${round} of ${times}`)
    }
  return [...turns.map(({ started }) => started), ...leftOut]
}

/** What is built or downloaded once is no part of a start. */
async function prepared(places: readonly Place[]): Promise<{ turns: Turn[]; leftOut: Started[] }> {
  const havingOf = await runtimesHere()
  const turns: Turn[] = []
  const leftOut: Started[] = []
  for (const { topology, runtime } of places) {
    const scenario = chooseScenario(topology, { faults: [] })
    const having = havingOf([...scenario.needs])[runtime]
    const place = { topology, runtime, starts: [] }
    if (having !== true) leftOut.push({ ...place, leftOut: having })
    else {
      const open = await prepareRuntime(runtime, tell, scenario.needs)
      turns.push({ started: place, open, scenario })
    }
  }
  return { turns, leftOut }
}

async function startOnce({ started, open, scenario }: Turn, place: string): Promise<void> {
  const { topology, runtime, starts } = started
  tell(`${topology}, ${runtime}: start ${place}`)
  const runId = `bench-${topology}-${process.pid}-${starts.length}`
  try {
    starts.push(await timeToReplicatedRow(scenario, open, runId))
  } catch (error) {
    started.failed = describeError(error)
    tell(`${topology}, ${runtime}: ${started.failed}`)
  }
}
