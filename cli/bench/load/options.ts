import { z } from 'zod'

/** What a load can be asked for, with bounds and defaults. */
export const loadOptions = z.object({
  clients: z.coerce
    .number()
    .int()
    .min(1)
    .max(150)
    .default(8)
    .describe('connections, each with one transaction at a time'),
  time: z.coerce.number().int().min(1).max(3600).default(10).describe('seconds under load'),
  rate: z.coerce
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe(
      'transactions a second, whether or not a client is free (default: one after another)',
    ),
  scale: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('so many times 100 000 accounts, 10 tellers and a branch'),
})

export type LoadOptions = z.output<typeof loadOptions>
