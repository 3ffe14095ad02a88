import { SplitbrainError } from '../../../history/errors.ts'
import type { NodeState } from '../../../runner/results.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { newSecret } from '../../../runner/secrets.ts'
import type { Site } from '../../../runner/site.ts'
import type { Table } from '../../../runner/workload.ts'
import { inspectionsOf, logOf } from '../../databases/postgres/inspections.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { StandingSession } from '../../databases/postgres/standing-session.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { Mirror, MIRROR } from '../../services/mirror/mirror.ts'
import { Mirroring } from './mirroring.ts'
import {
  modeSettings,
  servers,
  serverOptions,
  spreadSeconds,
  type CopiedOptions,
} from './options.ts'
import { startOnMirror } from './refusal.ts'

/** A primary whose file system is copied to a machine on which no server runs before it takes over. */
export class MirroredDisk extends PrimaryGroup {
  protected override readonly modeSettings = modeSettings
  private readonly mirrors: ReadonlyMap<string, Mirror>
  private readonly mirroring: Mirroring
  /** Nodes whose data are no copy of the primary's any more. */
  private readonly anew = new Set<string>()

  /** For whom an administrator's questions to the same server must not wait. */
  private readonly checkpoints: ReadonlyMap<string, StandingSession>

  private constructor(site: Site, options: CopiedOptions) {
    super(site, servers, () => serverOptions(options))
    const secret = newSecret()
    this.mirrors = new Map(servers.map((name) => [name, new Mirror(site.node(name), secret)]))
    this.checkpoints = new Map(
      [...this.servers].map(([name, server]) => [
        name,
        new StandingSession(() => server.connect()),
      ]),
    )
    const { mirror: way, interval } = options
    this.mirroring = new Mirroring(interval * 1000, spreadSeconds(options) * 1000, {
      position: async () => (await this.primaryServer().glance()).lsnBytes,
      pass: (number, spreadMs) => {
        const [{ name: standby }] = this.standbys()
        const to = this.links.between(this.primaryName, standby, MIRROR).endpoint
        return this.mirrorOf(this.primaryName).pass({ to, way, number, spreadMs })
      },
      checkpoint: () => this.checkpoints.get(this.primaryName)!.query('CHECKPOINT'),
    })
  }

  static async start(site: Site, options: CopiedOptions): Promise<MirroredDisk> {
    const cluster = new MirroredDisk(site, options)
    await Promise.all([...cluster.mirrors.values()].map((mirror) => mirror.install()))
    await cluster.startServers()
    return cluster
  }

  /** The standby has the tables before the first copy is made that nobody waits for. */
  override async prepare(tables: readonly Table[]): Promise<void> {
    await super.prepare(tables)
    this.mirroring.start()
  }

  private mirrorOf(name: string): Mirror {
    return this.mirrors.get(name)!
  }

  /** It has no server that runs: what it gets is kept for it. */
  protected async startStandby({ name }: Node): Promise<void> {
    await this.mirrorOf(name).clear()
    await this.mirrorOf(name).start()
  }

  protected async settle(limitMs: number): Promise<void> {
    await this.mirrorOf(this.primaryName).start()
    await this.mirroring.now(limitMs)
  }

  override copyAnew({ name }: Pick<Node, 'name'>): void {
    this.anew.add(name)
  }

  override async heal(limitMs: number): Promise<void> {
    await this.mirroring.between(async () => {
      await this.revive(this.primaryServer())
      for (const node of this.standbys()) await this.standBy(node)
    })
    await this.settle(limitMs)
  }

  private async standBy(node: Node): Promise<void> {
    const mirror = this.mirrorOf(node.name)
    if (!this.anew.has(node.name)) return mirror.start()
    this.server(node).disconnect()
    await node.kill()
    await this.startStandby(node)
    this.anew.delete(node.name)
  }

  /** Who is struck while a copy is made would go on when that is done. */
  override crash(node: Node) {
    return this.mirroring.between(() => super.crash(node))
  }

  override async observe() {
    const primary = await stateOf(this.primaryServer(), 'primary')
    const standbys = this.standbys().map(({ name }) => this.stateOfStandby(name, primary))
    return [primary, ...(await Promise.all(standbys))]
  }

  /** The position of its mirror. */
  private async stateOfStandby(
    node: string,
    primary: Omit<NodeState, 'timeNs'>,
  ): Promise<Omit<NodeState, 'timeNs'>> {
    if (!(await this.mirrorOf(node).answers())) return { node, role: 'down' }
    const { received } = this.mirroring
    if (received === undefined) return { node, role: 'standby' }
    const { lsnBytes } = received
    const lagBytes = primary.lsnBytes && Math.max(0, primary.lsnBytes - lsnBytes)
    return { node, role: 'standby', lsnBytes, lagBytes }
  }

  /** A mirror is nothing that can be read. */
  protected async copiesAtRest() {
    return [this.routeTo(this.primaryName)]
  }

  override inspections() {
    const standbys = this.standbys().map((node) => logOf(this.server(node)))
    return [...inspectionsOf(this.primaryServer(), this.site.capabilities), ...standbys]
  }

  /** Starts the standby's server on the last mirror that it has, where it recovers as from a crash. */
  async promote() {
    const calledMs = performance.now()
    const [node] = this.standbys()
    return this.mirroring.between(async () => {
      const number = await this.mirrorOf(node.name).release()
      if (number === undefined)
        throw new SplitbrainError('runtime', `Node ${node.name} has no mirror to take over with.`)
      const { begunMs, lsnBytes } = this.mirroring.copy(number)
      this.anew.add(node.name)
      await this.server(node).writeSettings()
      await startOnMirror(this.server(node))
      const { count } = this.mirroring
      this.mirroring.received = undefined
      this.anew.add(this.primaryName)
      this.anew.delete(node.name)
      this.primaryName = node.name
      const mirror = { number, received: count, ageSeconds: (calledMs - begunMs) / 1000 }
      return { to: node.name, toLsnBytes: lsnBytes, mirror }
    })
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.checkpoints.values()) session.disconnect()
    await this.mirroring.stop()
    await super[Symbol.asyncDispose]()
  }
}
