import type { z } from 'zod'
import type { Scenario } from '../runner/scenario.ts'
import { SplitbrainError } from '../history/errors.ts'
import { topologies, workloads } from '../scenarios/catalog.ts'
import { compose } from '../scenarios/compose.ts'
import { runOptions, runOptionsOf } from '../scenarios/run-options.ts'
import type { Topology } from '../scenarios/topologies/topology.ts'
import { chooseFault } from './choose-fault.ts'
import { unknownName } from './nearest.ts'
import { optionNamed, valuesOf } from './words.ts'

/** From the words of the command line to a scenario, or an error with the nearest right names. */
export function chooseScenario(name: string, words: Record<string, unknown>): Scenario {
  const topology = chooseTopology(name)
  const own = valuesOf<z.ZodObject>(topology.options, words, optionNamed)
  const layout = topology.layout(own)
  const common = valuesOf(runOptionsOf(layout), words, optionNamed)
  const faults = common.faults.map((fault) => chooseFault(fault, layout))
  if (!Object.hasOwn(workloads, common.workload))
    throw unknownName('workload', common.workload, Object.keys(workloads))
  const workload = workloads[common.workload](common)
  const refused = topology.refuses?.(workload, own)
  if (refused !== undefined)
    throw new SplitbrainError('usage', `${name} can't carry ${workload.name}: ${refused}.`)
  return compose({ topology, own, common, workload, faults })
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
  // While they are under load, these are only written.
  if (option === 'reads') return workload !== 'set' && workload !== 'draws'
  if (option !== 'isolation' || !Object.hasOwn(workloads, workload)) return true
  return workloads[workload](runOptions.parse({})).work.isolation !== undefined
}
