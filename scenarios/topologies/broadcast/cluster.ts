import type { Site } from '../../../runner/site.ts'
import type { Route } from '../../../runner/topology.ts'
import type { Request } from '../../../runner/workload.ts'
import { COORDINATOR } from '../../services/coordinator/coordinator.ts'
import { TwoPhase } from '../two-phase/cluster.ts'
import type { BroadcastOptions } from './options.ts'

const MAX_PREPARED = 200

/** Servers that know nothing of each other, and what sends them every statement that may change something. */
export class Broadcast extends TwoPhase {
  private reads = 0

  private constructor(site: Site, { nodes, commit }: BroadcastOptions) {
    super(site, {
      nodes,
      ship: 'as-written',
      commit: commit === 'plain' ? 'one-phase' : commit,
      reads: 'settled',
      maxPrepared: MAX_PREPARED,
      coordinatorLog: 'on',
      recovery: 'on',
    })
  }

  static broadcast(site: Site, options: BroadcastOptions): Promise<Broadcast> {
    return new Broadcast(site, options).started()
  }

  /** Each read goes to the server whose turn it is, and each write to all: nobody's in particular. */
  override route({ access }: Request): Route {
    if (access === 'read')
      return this.byWayOfCoordinator(this.names[this.reads++ % this.names.length])
    return { ...this.byWayOfCoordinator(this.names[0]), node: COORDINATOR }
  }
}
