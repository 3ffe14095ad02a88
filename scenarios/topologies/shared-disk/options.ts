import { z } from 'zod'
import { diskOptions, onDevice } from '../../databases/postgres/disk-options.ts'
import type { ServerOptions } from '../../databases/postgres/server.ts'
import { patience } from '../patience.ts'
import { beforeStart, beforeStartOnDevice, fencings } from './fencing.ts'

/** What the data directory is on: a folder, or a device of our own whose file system one node mounts at a time. */
export const storages = ['folder', 'device'] as const

const described = z.object({
  fenceBy: z
    .enum(fencings)
    .default('kill')
    .describe(
      'what keeps two servers off the disk: kill of the old one, a lease on the disk (docker), bar: the storage hangs up on it (--storage device), or none (docker)',
    ),
  storage: z
    .enum(storages)
    .default('folder')
    .describe(
      'what the disk is: a folder, or a device with a file system that is mounted (docker)',
    ),
  fsync: diskOptions.fsync,
  patience,
})

export const options = described.superRefine(({ fenceBy, storage }, { addIssue }) => {
  if (fenceBy === 'bar' && storage !== 'device')
    addIssue({
      code: 'custom',
      path: ['fenceBy'],
      message: 'a folder hangs up on nobody: use --storage device',
    })
})

export type SharedDiskOptions = z.output<typeof options>

/** Of the server on the disk, whichever node it is at. */
export function serverOptions({ fenceBy, storage, fsync }: SharedDiskOptions): ServerOptions {
  return storage === 'folder'
    ? { settings: { fsync }, sharing: { before: beforeStart[fenceBy] } }
    : { settings: { fsync, ...onDevice(128) }, sharing: { before: beforeStartOnDevice[fenceBy] } }
}

/** The options in a word or two. */
export function labelOf({ fenceBy, storage, fsync }: SharedDiskOptions): string {
  const fenced = fenceBy === 'none' ? 'no fencing' : `fenced by ${fenceBy}`
  const more = [storage === 'device' && 'device', fsync === 'off' && 'no fsync']
  return [fenced, ...more.filter((each) => each !== false)].join(', ')
}

/** The first is the primary to begin with. */
export const servers = ['n1', 'n2'] as const
