import { z } from 'zod'
import { topology } from '../topology.ts'
import { claims } from './claims.ts'
import { Partitioned } from './cluster.ts'
import { offices } from './offices.ts'

export const partitioned = topology({
  name: 'partitioned',
  about:
    'London and Paris: each row is modified by one of two servers, and both hold all rows by logical replication',
  options: z.object({}),
  label: () => '',
  layout: () => ({
    nodes: offices.map((name) => ({ name, role: 'office' })),
    links: offices.flatMap((to) => [
      { from: 'clients', to, group: 'clients' },
      ...offices.filter((from) => from !== to).map((from) => ({ from, to, group: 'replication' })),
    ]),
    needs: ['kill', 'exec'],
  }),
  refuses: ({ work: { isolation } }) =>
    isolation !== undefined
      ? 'its transactions may span rows of both offices, and each row is modified by its own server only, so use --workload set or register'
      : undefined,
  claims: () => claims,
  start: (site) => Partitioned.start(site),
})
