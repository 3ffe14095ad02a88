import { outsiders } from '../../../runner/network/shapes.ts'
import { rowsOfEach } from '../../claims/rows-of-each.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { Partitioned } from './cluster.ts'
import { checkersOf } from './judged.ts'
import { matrix } from './matrix.ts'
import { officesIn } from './offices.ts'
import { options, type PartitionedOptions } from './options.ts'
import { trialOf } from './trial.ts'

export const partitioned = topology({
  name: 'partitioned',
  about:
    'London and Paris: each row is modified by one of several servers, and all hold all rows by logical replication',
  options,
  label: labelOf,
  layout: layoutOf,
  refuses({ writesOneRow }, { commit }) {
    if (writesOneRow && commit !== 'local')
      return 'each of its writes is of one row, so that none is over offices, so leave out --commit'
    if (!writesOneRow && commit === 'local')
      return 'its transactions write rows of several offices, and each office commits by itself, so use --commit two-phase'
  },
  checkers: (workload, given) => checkersOf(workload, trialOf(given)),
  parts: (given) => rowsOfEach(trialOf(given).offices),
  claims: claimsOf,
  matrix,
  start: (site, given) => Partitioned.start(site, given),
})

function labelOf({ offices, standbys, reads, commit, enforce }: PartitionedOptions): string {
  return [
    ...(offices === 2 ? [] : [`${offices} offices`]),
    ...(standbys === 0 ? [] : ['with standbys']),
    ...(reads === 'every' ? [] : ['reads local']),
    ...(commit === 'local' ? [] : [commit]),
    ...(enforce === 'yes' ? [] : ['not enforced']),
  ].join(', ')
}

function layoutOf(given: PartitionedOptions): Layout {
  const { nodes } = trialOf(given)
  const hasStandbys = given.standbys > 0
  const roleOf = (name: string) => {
    if (!hasStandbys) return 'office'
    return officesIn(name).includes(name) ? 'primary' : 'standby'
  }
  const areOfOne = (one: string, other: string) => officesIn(one)[0] === officesIn(other)[0]
  return {
    nodes: nodes.map((name) => ({ name, role: roleOf(name) })),
    links: nodes.flatMap((to) => [
      ...(hasStandbys ? outsiders : ['clients']).map((from) => ({ from, to, group: from })),
      ...nodes
        .filter((from) => from !== to)
        .map((from) => ({ from, to, group: areOfOne(from, to) ? 'standbys' : 'replication' })),
    ]),
    needs: ['kill', 'exec'],
  }
}
