import { z } from 'zod'
import { aimOf, faultKind } from '../kind.ts'
import { haveDevices, only } from './disks.ts'
import { changing, injected } from './injected.ts'

/** A server can trust no write that failed: PostgreSQL ends itself, and goes on from its WAL if it can. */
export const diskErrors = faultKind({
  verb: 'disk-errors',
  about:
    '`percent` % of the writes and flushes of a node’s disk fail with `code`: EIO, or ENOSPC as of storage that promised more than it has. A file system that made itself read-only is put right in the end, for which the node boots anew',
  target: 'node',
  settings: z.strictObject({
    code: z.enum(['EIO', 'ENOSPC']).default('EIO'),
    percent: z.coerce.number().int().min(1).max(100).default(100),
  }),
  only,
  reaches: haveDevices,
  make: (target, { code, percent }, layout) => ({
    needs: ['disks', 'kill'],
    aim: percent === 100 ? aimOf(target, layout) : undefined,
    inject: (context) => injected(context, target, { kind: 'error', on: changing, code, percent }),
  }),
})
