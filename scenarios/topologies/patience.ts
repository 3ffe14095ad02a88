import { z } from 'zod'
import { defaultPolicy } from '../../runner/operator.ts'

/** How soon our operator gives a primary up: an option of every topology that may be told so. */
export const patience = z.coerce
  .number()
  .int()
  .min(1)
  .max(1000)
  .default(defaultPolicy.failures)
  .describe('probes in a row, each up to 0.65 s, that fail before the primary is given up')
