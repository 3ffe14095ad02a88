import type { Random } from './random.ts'
import type { Capability } from './runtimes/runtime.ts'
import type { Cluster } from './topology.ts'
import type { Undo } from './undo.ts'

export interface Injection {
  /** The nodes that it was done to. */
  nodes: string[]
  undo: Undo
  /** What else the history is to say of it, as what it chose by chance. */
  detail?: Record<string, unknown>
}

/** One fault in one form, with its target and its settings. */
export interface Fault {
  /** As it was asked for, for example `delay-clients:ms=20`. */
  name: string
  needs: readonly Capability[]
  inject(cluster: Cluster, random: Random): Promise<Injection>
}
