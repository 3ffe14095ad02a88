import { z } from 'zod'
import { isolationLevels } from '../runner/workload.ts'
import { LEAST_INTERVAL_MS, schedule } from './schedule/schedule.ts'
import { msOf, timePattern } from './schedule/time.ts'
import type { Layout } from './topologies/topology.ts'

const LOAD_SECONDS = 12

const timeLimitOr = (usual: number) =>
  z.coerce.number().min(3).max(86_400).default(usual).describe('seconds under load')

const faultsOr = (usual: string[]) =>
  z.array(z.string()).default(usual).describe('comma-separated, as in splitbrain list, or none')

/** What every run can be asked for, whatever its topology, with bounds and defaults. */
export const runOptions = z.object({
  workload: z.string().default('set').describe('what clients do, as in splitbrain list'),
  isolation: z
    .enum(isolationLevels)
    .default('serializable')
    .describe('of transactions: read-committed, repeatable-read, serializable'),
  faults: faultsOr([]),
  faultInterval: z
    .string()
    .refine((words) => timePattern.test(words) && msOf(words) >= LEAST_INTERVAL_MS, {
      error: 'is no time of a second or more, such as 10s or 1500ms',
    })
    .optional()
    .meta({ format: 'time' })
    .describe('how far faults are apart, again and again, such as 10s (default: each once)'),
  schedule: schedule
    .optional()
    .describe('what breaks when, instead of --faults: docs/schedules.md'),
  timeLimit: timeLimitOr(LOAD_SECONDS),
  concurrency: z.coerce
    .number()
    .int()
    .min(1)
    .max(150)
    .default(8)
    .describe('processes that work side by side'),
  rate: z.coerce
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe('operations a second, whether or not the last one was answered (open loop)'),
})

type OptionsOfTopology = ReturnType<typeof withDefaults>

function withDefaults(faults: string[], loadSeconds: number) {
  return runOptions.extend({ faults: faultsOr(faults), timeLimit: timeLimitOr(loadSeconds) })
}

const made = new Map<string, OptionsOfTopology>()

/**
 * The same of a topology: where nothing else is asked for, it shows what it is for, or a node dies that has its first role
 * and can. Those of the same defaults are made once: to make a schema takes far longer than to read words by it.
 */
export function runOptionsOf({
  nodes: [{ role, able }],
  recoverable,
  loadSeconds = LOAD_SECONDS,
}: Layout): OptionsOfTopology {
  const usual = recoverable ? 'mistake' : `kill-${role}`
  const faults = able?.includes('kill') === false ? [] : [usual]
  const key = `${faults.join()} ${loadSeconds}`
  const options = made.get(key) ?? withDefaults(faults, loadSeconds)
  made.set(key, options)
  return options
}

export type RunOptions = z.output<typeof runOptions>
