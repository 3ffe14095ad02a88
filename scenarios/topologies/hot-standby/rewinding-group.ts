import type { Endpoint, ExecResult, Node } from '../../../runner/runtimes/runtime.ts'
import {
  keepConfiguration,
  restoreConfiguration,
} from '../../databases/postgres/kept-configuration.ts'
import { rewind, tryRewind, wasPrimary } from '../../databases/postgres/rewind.ts'
import type { ComingBack, Rewinding } from '../../databases/postgres/rewinding.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { BalancedGroup } from './balancing/balanced-group.ts'

/** A primary and standbys, where an old primary may become a standby with the data that it has, once they are rewound. */
export abstract class RewindingGroup extends BalancedGroup implements Rewinding {
  /** Whose data a rewind has begun to change: what it left is rewound no more. */
  private readonly halfRewound = new Set<string>()

  /** Whether that is how old primaries come back; else they are copied anew. */
  protected abstract readonly isRewinding: boolean
  /** Where a node reaches another. */
  protected abstract wayTo(node: Node, other: string): Endpoint
  /** Has a server keep what these have not got yet, where anything is kept for anybody. */
  protected abstract keep(server: PostgresServer, standbys: readonly Node[]): Promise<void>
  /** Starts a node that is down as a standby with the data that it has. */
  protected abstract followAsItIs(node: Node): Promise<void>

  protected override async restartStandby(node: Node): Promise<void> {
    await node.boot()
    const isRewound = this.isRewinding && !this.halfRewound.has(node.name)
    if (isRewound && (await wasPrimary(this.server(node)))) return this.rewound(node)
    await this.copied(node)
  }

  private async copied(node: Node): Promise<void> {
    await this.startStandby(node)
    this.halfRewound.delete(node.name)
  }

  private async rewound(node: Node): Promise<void> {
    await this.keep(this.primaryServer(), [node])
    await rewind(this.primaryServer(), this.server(node), this.wayTo(node, this.primaryName))
    await this.followAsItIs(node)
    this.halfRewound.delete(node.name)
  }

  async tryRewind(node: Node): Promise<ExecResult> {
    await node.boot()
    await keepConfiguration(node)
    this.halfRewound.add(node.name)
    const way = this.wayTo(node, this.primaryName)
    return tryRewind(this.primaryServer(), this.server(node), way)
  }

  async comeBack(node: Node, by: ComingBack): Promise<void> {
    if (by !== 'start')
      return this.join(node, by === 'again' ? this.rewound(node) : this.copied(node))
    await restoreConfiguration(node)
    await this.followAsItIs(node)
  }
}
