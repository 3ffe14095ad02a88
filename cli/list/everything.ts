import { checkers } from '../../checkers/catalog.ts'
import { faults, topologies, workloads } from '../../scenarios/catalog.ts'
import { linkGroups } from '../../scenarios/faults/kind.ts'
import { runOptions } from '../../scenarios/run-options.ts'
import { conditions } from '../../scenarios/schedule/conditions.ts'
import { nodeTargetsOf } from '../../scenarios/topologies/topology.ts'
import { describedFault, written, type DescribedFault } from './described-fault.ts'
import type { Having, HavingOf } from './runtimes-here.ts'

/** What one can name, and what is to be said of it. */
export interface Named {
  name: string
  about: string
  settings?: string[]
  /** What faults can be aimed at where its options are the usual ones. */
  targets?: { nodes: string[]; links: string[] }
  /** The same of one fault, in each scenario where it does something. */
  scenarios?: Record<string, string[]>
  /** Who has it here and now, as it usually is and with each setting that changes that. */
  runtimes?: ({ setting: string } & Having)[]
}

/** All that can be named on the command line, by what it is. */
export const everything = {
  scenarios: (): Named[] =>
    topologies.map((topology) => {
      const { name, about, options } = topology
      const layout = topology.layout(options.parse({}))
      const nodes = nodeTargetsOf(layout)
      return { name, about, targets: { nodes, links: linkGroups(layout) } }
    }),
  workloads: (): Named[] =>
    Object.values(workloads).map((make) => {
      const { name, about } = make(runOptions.parse({}))
      return { name, about }
    }),
  faults: (): Named[] => faults.map((kind) => named(describedFault(kind))),
  conditions: (): Named[] =>
    conditions.flatMap(({ about, example }) => {
      const examples = topologies.map(({ layout, options }) => example(layout(options.parse({}))))
      const name = examples.find((each) => each !== undefined)
      return name === undefined ? [] : [{ name, about }]
    }),
  checkers: (): Named[] =>
    Object.entries(checkers).map(([name, make]) => ({ name, about: make().about })),
}

export type Kind = keyof typeof everything

/** Faults with all that is known of them, and who has them. */
export function faultsInDetail(havingOf: HavingOf): Named[] {
  return faults.map((kind) => {
    const fault = describedFault(kind)
    const runtimes = fault.needs.map(({ setting, needs }) => ({ setting, ...havingOf(needs) }))
    return { ...named(fault), scenarios: fault.targets, runtimes }
  })
}

function named({ name, about, settings }: DescribedFault): Named {
  return { name, about, settings: settings.map(written) }
}
