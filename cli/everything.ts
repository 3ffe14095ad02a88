import { checkers } from '../checkers/catalog.ts'
import { faults, topologies, workloads } from '../scenarios/catalog.ts'
import { linkGroups, settingsOf, usageOf } from '../scenarios/faults/kind.ts'
import { runOptions } from '../scenarios/run-options.ts'
import { nodeTargetsOf } from '../scenarios/topologies/topology.ts'

/** What one can name, and what is to be said of it. */
export interface Named {
  name: string
  about: string
  settings?: string[]
  /** What faults can be aimed at where its options are the usual ones. */
  targets?: { nodes: string[]; links: string[] }
}

/** All that can be named on the command line, by what it is. */
export function everything(): Record<string, Named[]> {
  const usual = runOptions.parse({})
  return {
    scenarios: topologies.map((topology) => {
      const { name, about, options } = topology
      const layout = topology.layout(options.parse({}))
      const nodes = nodeTargetsOf(layout)
      return { name, about, targets: { nodes, links: linkGroups(layout) } }
    }),
    workloads: Object.values(workloads).map((make) => {
      const { name, about } = make(usual)
      return { name, about }
    }),
    faults: faults.map((kind) => ({
      name: usageOf(kind),
      about: kind.about,
      settings: settingsOf(kind),
    })),
    checkers: Object.entries(checkers).map(([name, make]) => ({ name, about: make().about })),
  }
}
