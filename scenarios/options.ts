import { z } from 'zod'
import { syncModes } from './topologies/hot-standby.ts'
import { isolationLevels } from './workloads/list-append.ts'

/** The options of a run as the shell gives them, with their bounds and defaults. */
export const scenarioOptions = z.object({
  sync: z.enum(syncModes).default('async'),
  standbys: z.coerce.number().int().min(1).max(8).default(2),
  workload: z.string().default('set'),
  isolation: z.enum(isolationLevels).default('serializable'),
  faults: z.array(z.string()).default(['kill-primary']),
  /** Seconds under load. */
  timeLimit: z.coerce.number().min(3).max(86_400).default(12),
  concurrency: z.coerce.number().int().min(1).max(150).default(8),
  /** Operations a second. */
  rate: z.coerce.number().positive().max(1_000_000).optional(),
})

export type ScenarioOptions = z.infer<typeof scenarioOptions>
