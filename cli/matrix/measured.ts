import { isDeepStrictEqual } from 'node:util'
import { isBrokenOff, judgeFolder } from '../../runner/judge-folder.ts'
import type { RunResults } from '../../runner/results.ts'
import { capabilitiesOf } from '../../runner/runtimes/capabilities.ts'
import { runtimeNames, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import { topologies } from '../../scenarios/catalog.ts'
import type { Cell } from '../../scenarios/matrix/cell.ts'
import type { Topology } from '../../scenarios/topologies/topology.ts'
import { chooseScenario } from '../choose.ts'
import { recordedRun } from '../recorded-run.ts'
import { commandOf } from '../record.ts'

/** What runs say of an experiment. */
export type Measured = 'confirmed' | 'refuted' | 'unknown' | 'not run'

export interface Experiment extends Cell {
  topology: string
  command: string
  /** How many runs said what. */
  runs: Record<Exclude<Measured, 'not run'>, number>
}

/** A run that is over, judged anew. */
export interface Judged {
  id: string
  scenario: string
  options: Record<string, unknown>
  results: Pick<RunResults, 'verdict' | 'acknowledged' | 'claims' | 'findings' | 'checks'>
  /** Whether its history may lack something. */
  isBrokenOff: boolean
}

/** Each run once, under however many names its folder was given; those that can't be judged are told, and left out. */
export async function judgedRuns(
  folders: readonly string[],
  tell: (error: unknown) => void,
): Promise<Judged[]> {
  const runs = new Map<string, Judged>()
  for (const folder of folders)
    try {
      const run = await judgedRun(folder)
      runs.set(run.id, run)
    } catch (error) {
      tell(error)
    }
  return [...runs.values()]
}

async function judgedRun(folder: string): Promise<Judged> {
  const { record, scenario, failure } = await recordedRun(folder)
  const { judgement } = await judgeFolder(folder, scenario, failure)
  // As they are composed today, for an older record lacks what was added since.
  const options = { ...scenario.options, workload: record.workload }
  const { id, scenario: topology } = record
  return { id, scenario: topology, options, results: judgement, isBrokenOff: isBrokenOff(failure) }
}

/** Every topology's experiments on the manual's matrix, with what these runs say of them. */
export function experimentsOf(runs: readonly Judged[]): Experiment[] {
  return topologies.flatMap((topology) =>
    (topology.matrix ?? []).map((cell) => {
      const said = runs
        .filter((run) => isOf(run, topology, cell))
        .map((run) => whatItSays(cell, run))
      const count = (what: Measured) => said.filter((each) => each === what).length
      const counts = { confirmed: count('confirmed'), refuted: count('refuted') }
      return {
        ...cell,
        topology: topology.name,
        command: commandFor(topology, cell),
        runs: { ...counts, unknown: count('unknown') },
      }
    }),
  )
}

/** One run that refutes it weighs more than many that confirm it. */
export function verdictOf({ runs: { confirmed, refuted, unknown } }: Experiment): Measured {
  if (refuted > 0) return 'refuted'
  if (confirmed > 0) return 'confirmed'
  return unknown > 0 ? 'unknown' : 'not run'
}

const byWeight: readonly Measured[] = ['refuted', 'unknown', 'not run', 'confirmed']

/** A cell is confirmed once each of its experiments is. */
export function ofCell(experiments: readonly Experiment[]): Measured {
  const all = experiments.map(verdictOf)
  return byWeight.find((each) => all.includes(each))!
}

/** With the runtime, where the one that is used if none is named can't do it. */
function commandFor({ name }: Topology, { words }: Cell): string {
  const { needs, workload } = chooseScenario(name, words)
  const ables = runtimesFor(needs)
  const runtime = ables[0] === runtimeNames[0] ? undefined : ables[0]
  return commandOf(name, { runtime, ...words }, workload.name)
}

/** Those that can do what a run needs; first the one that is used if none is named. */
export function runtimesFor(needs: ReadonlySet<Capability>): RuntimeName[] {
  return runtimeNames.filter((runtime) => needs.isSubsetOf(capabilitiesOf[runtime]))
}

/** What an experiment may ask for, and another run may have otherwise: how long, how fast and on what it ran. */
const free = new Set(['timeLimit', 'rate', 'concurrency'])

/** Whether a run was made as an experiment asks. */
function isOf({ scenario, options }: Judged, topology: Topology, { words }: Cell): boolean {
  if (scenario !== topology.name) return false
  const asked = chooseScenario(scenario, words).options
  const own = Object.keys(topology.options.shape)
  const named = Object.keys(words).filter((key) => !free.has(key))
  return [...own, ...named, 'workload', 'faults'].every((key) =>
    isDeepStrictEqual(options[key], asked[key]),
  )
}

function whatItSays(
  { decidedBy }: Cell,
  { results: { verdict, acknowledged, claims, findings, checks }, isBrokenOff: lacks }: Judged,
): Exclude<Measured, 'not run'> {
  // What was asked for and did not happen, or of which the end is not known, bears nothing out.
  const isMade = !lacks && findings.every((finding) => finding.verdict !== 'unknown')
  if ('check' in decidedBy) {
    const said = checks[decidedBy.check]?.verdict ?? 'unknown'
    if (said === 'fail') return 'refuted'
    const { after } = decidedBy
    const happened = after === undefined || claims.some(({ id }) => id === after)
    // Who wrote nothing has copies that could not have differed.
    const isTold = verdict !== 'fail' && isMade && happened && acknowledged !== 0
    return said === 'pass' && isTold ? 'confirmed' : 'unknown'
  }
  const said = claims.find(({ id }) => id === decidedBy.claim)?.verdict ?? 'unknown'
  if (said === 'unknown' || !(said === 'violated' || isMade)) return 'unknown'
  return said === decidedBy.verdict ? 'confirmed' : 'refuted'
}
