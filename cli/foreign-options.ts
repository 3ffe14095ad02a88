import { Option } from 'commander'
import { SplitbrainError } from '../history/errors.ts'
import { runOptions } from '../scenarios/run-options.ts'
import type { Topology } from '../scenarios/topologies/topology.ts'
import { optionNamed } from './words.ts'

/** What other topologies have and this one hasn't: taken without being shown, and refused with whose it is. */
export function foreignOptions(topology: Topology, all: readonly Topology[]): Option[] {
  const own = new Set(Object.keys({ ...topology.options.shape, ...runOptions.shape }))
  const keys = new Set(all.flatMap(({ options }) => Object.keys(options.shape))).difference(own)
  return [...keys].map((key) => {
    const owners = all.filter(({ options }) => key in options.shape).map(({ name }) => name)
    const option = new Option(`${optionNamed(key)} [value]`).hideHelp()
    return option.preset('').argParser(() => {
      throw new SplitbrainError(
        'usage',
        `${option.long} is an option of ${owners.join(' and ')}, not of ${topology.name}: splitbrain run ${topology.name} --help tells which it has.`,
      )
    })
  })
}
