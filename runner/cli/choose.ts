import { scenarios, workloads } from '../../scenarios/catalog.ts'
import { scenarioOptions } from '../../scenarios/options.ts'
import type { Scenario } from '../scenario.ts'
import { chooseFault } from './choose-fault.ts'
import { refusedValue, unknownName } from './nearest.ts'

/** From the words of the command line to a scenario, or an error with the nearest right names. */
export function chooseScenario(name: string, words: Record<string, unknown>): Scenario {
  const entry = byName('scenario', name, scenarios)
  const options = parse(words)
  const nodes = entry.nodes(options)
  const faults = options.faults.map((words) => chooseFault(words, nodes))
  if (!Object.hasOwn(workloads, options.workload))
    throw unknownName('workload', options.workload, Object.keys(workloads))
  const workload = workloads[options.workload](options)
  return entry.compose(options, { workload, faults })
}

function parse(words: Record<string, unknown>) {
  const parsed = scenarioOptions.safeParse(words)
  if (parsed.success) return parsed.data
  const name = String(parsed.error.issues[0].path[0])
  const option = `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`
  const given = String(words[name])
  throw refusedValue(parsed.error, option, given, `${option} ${given}`)
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
