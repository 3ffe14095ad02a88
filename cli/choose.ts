import type { z } from 'zod'
import type { Scenario } from '../runner/scenario.ts'
import { SplitbrainError } from '../history/errors.ts'
import { topologies, workloads } from '../scenarios/catalog.ts'
import { compose, type Parts } from '../scenarios/compose.ts'
import { runOptions, runOptionsOf, type RunOptions } from '../scenarios/run-options.ts'
import { scheduleOf } from '../scenarios/schedule/from-options.ts'
import type { Layout, Topology } from '../scenarios/topologies/topology.ts'
import { chooseSchedule } from './choose-schedule.ts'
import { unknownName } from './nearest.ts'
import { nowhere, scheduleIn } from './schedule-in.ts'
import { optionNamed, valuesOf } from './words.ts'
import type { Where } from './yaml-file.ts'

/**
 * From the words of the command line to a scenario, or an error with the nearest right names; of a schedule, `where`
 * tells the place.
 */
export function chooseScenario(
  name: string,
  words: Record<string, unknown>,
  where: Where = nowhere,
): Scenario {
  return compose(chooseParts(name, words, where))
}

export function chooseParts(
  name: string,
  words: Record<string, unknown>,
  where: Where = nowhere,
): Parts {
  const topology = chooseTopology(name)
  const own = valuesOf<z.ZodObject>(topology.options, words, optionNamed)
  const layout = topology.layout(own)
  const common = commonOf(layout, words, where)
  const meaning = chooseSchedule(scheduleOf(common), layout, where)
  if (!Object.hasOwn(workloads, common.workload))
    throw unknownName('workload', common.workload, Object.keys(workloads))
  const workload = workloads[common.workload](common)
  const refused = topology.refuses?.(workload, own)
  if (refused !== undefined)
    throw new SplitbrainError('usage', `${name} can't carry ${workload.name}: ${refused}.`)
  return { topology, own, common, workload, meaning }
}

/** The options of every run. Faults that nobody asked for are none where a schedule is given. */
function commonOf(layout: Layout, words: Record<string, unknown>, where: Where): RunOptions {
  if (words.schedule === undefined) return withFaults(layout, words)
  const other = ['faults', 'faultInterval'].find((key) => words[key] !== undefined)
  if (other !== undefined)
    throw new SplitbrainError(
      'usage',
      `--schedule says what breaks and when, and so does ${optionNamed(other)}: leave one of them out.`,
    )
  const schedule = scheduleIn(words.schedule, where)
  return valuesOf(runOptionsOf(layout), { ...words, schedule, faults: [] }, optionNamed)
}

function withFaults(layout: Layout, words: Record<string, unknown>): RunOptions {
  const common = valuesOf(runOptionsOf(layout), words, optionNamed)
  if (common.faultInterval !== undefined && common.faults.length === 0)
    throw new SplitbrainError(
      'usage',
      '--fault-interval says nothing without faults: leave it out, or name some with --faults.',
    )
  return common
}

export function chooseTopology(name: string): Topology {
  const found = topologies.find((each) => each.name === name)
  if (found === undefined)
    throw unknownName(
      'scenario',
      name,
      topologies.map((each) => each.name),
    )
  return found
}

/** Whether an option says anything, given the workload; one that doesn't is refused, and left out of commands. */
export function hasEffect(option: string, { workload }: { workload: string }): boolean {
  if (!Object.hasOwn(workloads, workload)) return true
  const { onlyWrites, work } = workloads[workload](runOptions.parse({}))
  if (option === 'reads') return !onlyWrites
  return option !== 'isolation' || work.isolation !== undefined
}
