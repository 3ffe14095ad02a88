import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Guarded, Healed, Route } from '../../../runner/topology.ts'
import type { Undo } from '../../../runner/undo.ts'
import type { Request } from '../../../runner/workload.ts'
import { PrimaryProbe } from './primary-probe.ts'
import { ReplicaGroup, SETTLE_LIMIT_MS } from './replica-group.ts'

/** One that our operator watches, whichever way its standbys come by what the primary writes: it decides, and brings back. */
export abstract class PrimaryGroup extends ReplicaGroup implements Guarded {
  readonly guarded = [this]
  /** How many failovers a node has taken part in; one that missed the latest may have diverged. */
  private readonly generation = new Map<string, number>()
  private failovers = 0
  /** Whom new clients find, where that is another than the primary. */
  private misleading: string | undefined
  private readonly probing = new PrimaryProbe()

  /** Makes a copy of the primary of a node, whatever it had, and starts it as a standby. */
  protected abstract startStandby(node: Node): Promise<void>
  abstract promote(to?: string): Promise<{ to: string; toLsnBytes: number }>

  override route(_request?: Pick<Request, 'access'>, _process?: number): Route {
    return { ...this.routeTo(this.misleading ?? this.primaryName), role: 'primary' }
  }

  /** Has new clients find another than the primary, as by an old address, until that is undone. */
  mislead(to: string): Undo {
    this.misleading = to
    return async () => void (this.misleading = undefined)
  }

  async probe(timeoutMs: number): Promise<number> {
    const node = this.primaryName
    const { endpoint } = this.links.between('operator', node)
    return this.probing.ask(node, { endpoint, credentials: this.roles.administrator, timeoutMs })
  }

  async fence(): Promise<void> {
    this.primaryServer().disconnect()
    await this.node(this.primaryName).kill()
  }

  async ended(): Promise<boolean> {
    return !(await this.node(this.primaryName).running())
  }

  /** The primary and its standbys, all of them new. */
  protected async startServers(): Promise<void> {
    const primary = this.primaryServer()
    await primary.initialize()
    await primary.start()
    await Promise.all(this.standbys().map((node) => this.join(node, this.startStandby(node))))
    await this.settle(SETTLE_LIMIT_MS)
  }

  /** The same of a node that a failover left behind; it is down. */
  protected restartStandby(node: Node): Promise<void> {
    return this.startStandby(node)
  }

  protected async join(node: Node, starting: Promise<void>): Promise<void> {
    await starting
    this.generation.set(node.name, this.failovers)
  }

  /** The nodes that took part in a failover; any other must become a standby anew. */
  protected failsOverWith(nodes: readonly Node[]): void {
    this.failovers++
    for (const { name } of nodes) this.generation.set(name, this.failovers)
  }

  /** Whatever data a node has, the next heal makes it a copy of the primary. */
  copyAnew({ name }: Pick<Node, 'name'>): void {
    this.generation.delete(name)
  }

  /** The primary first, for the others follow it. */
  async heal(limitMs: number): Promise<Healed | void> {
    for (const node of [...this.at('primary'), ...this.standbys()]) await this.rejoin(node)
    await this.settle(limitMs)
  }

  /** Brings a node back that is down or was left behind by a failover; nothing happens to a healthy one. */
  private async rejoin(node: Node): Promise<void> {
    const server = this.server(node)
    const isPrimary = node.name === this.primaryName
    const current = isPrimary || this.generation.get(node.name) === this.failovers
    const up = await server.position().catch(() => undefined)
    if (current && up !== undefined && up.standby !== isPrimary) return server.catchUp()
    server.disconnect()
    await node.kill()
    // One that is up as something else was promoted for nothing, and can't follow as it is.
    if (current && up === undefined) await server.start()
    else await this.join(node, this.restartStandby(node))
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.probing.end()
    await super[Symbol.asyncDispose]()
  }
}
