import { topology } from '../topology.ts'
import { Galera } from './cluster.ts'
import { claimsOf } from './claims.ts'
import { matrix } from './matrix.ts'
import { labelOf, layoutOf, options } from './options.ts'

export const galera = topology({
  name: 'galera',
  about:
    'MariaDB servers that all take writes; each transaction is certified against all others before it commits',
  options,
  label: labelOf,
  layout: layoutOf,
  refuses({ commitsLocally, onlyPostgres }) {
    if (onlyPostgres) return 'its statements are in words of PostgreSQL that MariaDB does not have'
    if (commitsLocally)
      return 'its clients say of a commit that it waits for no other node, which MariaDB can’t be told'
  },
  claims: claimsOf,
  matrix,
  start: Galera.start,
})
