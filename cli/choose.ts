import { scenarios, workloads } from '../scenarios/catalog.ts'
import { scenarioOptions } from '../scenarios/options.ts'
import type { Scenario } from '../runner/scenario.ts'
import { chooseFault } from './choose-fault.ts'
import { unknownName } from './nearest.ts'
import { optionNamed, valuesOf } from './words.ts'

/** From the words of the command line to a scenario, or an error with the nearest right names. */
export function chooseScenario(name: string, words: Record<string, unknown>): Scenario {
  const entry = byName('scenario', name, scenarios)
  const options = valuesOf(scenarioOptions, words, optionNamed)
  const nodes = entry.nodes(options)
  const faults = options.faults.map((words) => chooseFault(words, nodes))
  if (!Object.hasOwn(workloads, options.workload))
    throw unknownName('workload', options.workload, Object.keys(workloads))
  const workload = workloads[options.workload](options)
  return entry.compose(options, { workload, faults })
}

/** Whether an option says anything, given the workload; one that doesn't is refused, and left out of commands. */
export function hasEffect(option: string, { workload }: { workload: string }): boolean {
  return option !== 'isolation' || workload === 'list-append'
}

function byName<T extends { name: string }>(kind: string, name: string, list: readonly T[]): T {
  const found = list.find((each) => each.name === name)
  if (found === undefined)
    throw unknownName(
      kind,
      name,
      list.map((each) => each.name),
    )
  return found
}
