import { z } from 'zod'
import { defaultPolicy } from '../../../runner/operator.ts'
import { fencings } from './fencing.ts'

export const options = z.object({
  fenceBy: z
    .enum(fencings)
    .default('kill')
    .describe(
      'what keeps two servers off the disk: kill of the old one, a lease on the disk (docker), or none (docker)',
    ),
  patience: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(defaultPolicy.failures)
    .describe('probes in a row, each up to 0.65 s, that fail before the primary is given up'),
})

export type SharedDiskOptions = z.output<typeof options>

/** The first is the primary to begin with. */
export const servers = ['n1', 'n2'] as const
