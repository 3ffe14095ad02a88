import { z } from 'zod'
import { patience } from '../patience.ts'
import { fencings } from './fencing.ts'

export const options = z.object({
  fenceBy: z
    .enum(fencings)
    .default('kill')
    .describe(
      'what keeps two servers off the disk: kill of the old one, a lease on the disk (docker), or none (docker)',
    ),
  patience,
})

export type SharedDiskOptions = z.output<typeof options>

/** The first is the primary to begin with. */
export const servers = ['n1', 'n2'] as const
