import { z } from 'zod'
import {
  diskLabels,
  diskNeeds,
  diskOptions,
  onItsDisk,
  type DiskOptions,
} from '../../databases/postgres/disk-options.ts'
import { mistakeKinds } from '../../databases/postgres/mistakes.ts'
import { targetKinds } from '../../databases/postgres/recovery.ts'
import { topology, type Layout } from '../topology.ts'
import { claimsOf } from './claims.ts'
import { ARCHIVE } from '../../services/archive/archive.ts'
import { PointInTime, SERVER } from './cluster.ts'

const options = z.object({
  target: z
    .enum(targetKinds)
    .default('time')
    .describe('what the moment before a mistake is named by: time, xid, name, lsn'),
  mistake: z
    .enum(mistakeKinds)
    .default('truncate')
    .describe('what an operator does to the tables by mistake: truncate, drop'),
  shift: z.coerce
    .number()
    .min(-86_400)
    .max(86_400)
    .default(0)
    .describe('seconds by which --target time misses the moment before the mistake, as -2'),
  ...diskOptions,
})

export const pointInTime = topology({
  name: 'point-in-time',
  about:
    'a server with a base backup and an archive, recovered to just before an operator’s mistake',
  options,
  label: ({ target, shift, ...disk }) =>
    [`by ${target}${shift === 0 ? '' : ` ${shift} s off`}`, ...diskLabels(disk)].join(', '),
  layout: layoutOf,
  refuses({ name }, { target, mistake, shift }) {
    if (shift !== 0 && target !== 'time')
      return `--shift moves a time, and the target is a ${target}, so use --target time`
    if (name === 'set' || (name === 'list-append' && mistake === 'drop')) return undefined
    return name === 'list-append'
      ? 'reads between the mistake and the recovery would show empty lists, so use --mistake drop or --workload set'
      : 'only of unique elements can be told on which side of a moment they were written, so use --workload set'
  },
  // There is one copy to read, and nothing to compare it with.
  checkers: (workload) => workload.checkers().filter(({ name }) => name !== 'divergence'),
  claims: claimsOf,
  start: PointInTime.start,
})

function layoutOf(given: DiskOptions): Layout {
  return {
    nodes: [
      onItsDisk({ name: SERVER, role: 'server' }, given),
      { name: ARCHIVE, role: ARCHIVE, ports: ['wal'] },
    ],
    links: [
      { from: 'clients', to: SERVER, group: 'clients' },
      { from: SERVER, to: ARCHIVE, group: ARCHIVE },
    ],
    needs: ['kill', 'exec', ...diskNeeds(given)],
    recoverable: true,
  }
}
