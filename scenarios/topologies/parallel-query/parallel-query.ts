import { rowsOfEach } from '../../claims/rows-of-each.ts'
import { topology } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { ParallelQuery } from './cluster.ts'
import { checkersOf } from './judged.ts'
import { labelOf, layoutOf, options } from './options.ts'
import { Shards } from './shards.ts'
import { askingOf } from './ways.ts'

export const parallelQuery = topology({
  name: 'parallel-query',
  about:
    'shards with a part of the rows each, and a coordinator that has all of them work on a query at once, by postgres_fdw or PL/Proxy',
  options,
  label: labelOf,
  layout: layoutOf,
  refuses(workload, given) {
    const { drawsByChance, commitsLocally, writesOneRow } = workload
    if (drawsByChance || commitsLocally || checkersOf(workload, given).length === 0)
      return 'it is about several servers with the same rows, and here each row is on one alone'
    if (writesOneRow && given.commit === 'two-phase')
      return 'none of its writes is of several rows, so that none is over shards, so leave out --commit'
    return askingOf(given).refuses(workload, given.commit)
  },
  checkers: checkersOf,
  parts: ({ shards }) => rowsOfEach(new Shards(shards)),
  claims: claimsOf,
  start: (site, given) => ParallelQuery.start(site, given),
})
