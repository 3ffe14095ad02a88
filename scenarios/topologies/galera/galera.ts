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
  refuses: ({ commitsLocally }) =>
    commitsLocally
      ? 'its clients say of a commit that it waits for no other node, which MariaDB can’t be told'
      : undefined,
  claims: claimsOf,
  matrix,
  start: Galera.start,
})
