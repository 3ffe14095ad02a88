import type { Capability } from '../runtime.ts'

/** What the kernel refuses, with its reason and what would make it possible. */
export interface Refusal {
  capability: Capability
  reason: string
  advice: string
}
