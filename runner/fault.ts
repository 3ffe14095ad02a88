import type { Random } from './random.ts'
import type { Capability } from './runtimes/runtime.ts'
import type { Cluster } from './topology.ts'
import type { Undo } from './undo.ts'

export interface Injection {
  /** The nodes that it was done to. */
  nodes: string[]
  undo: Undo
}

export interface Fault {
  name: string
  /** One line for `splitbrain list`. */
  about: string
  needs: readonly Capability[]
  inject(cluster: Cluster, random: Random): Promise<Injection>
}
