import { z } from 'zod'

/** Of a series of runs: the first one's seed, which the others' follow, and how many there are. */
export const seeds = z.object({
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  repeat: z.coerce.number().int().min(1).max(10_000),
})
