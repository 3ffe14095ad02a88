import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { RunRecord } from '../runner/results.ts'

/** What everything here was measured on. */
export function machineHere(): RunRecord['machine'] {
  return {
    os: `${platform()} ${release()}`,
    arch: arch(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
  }
}
