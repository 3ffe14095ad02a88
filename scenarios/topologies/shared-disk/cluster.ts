import { SplitbrainError } from '../../../history/errors.ts'
import type { MountedDisk } from '../../../runner/disk/mounted-disk.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Inspection, Route } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import { inspectionsOf, logOf } from '../../databases/postgres/inspections.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { recoveryIn } from '../../databases/postgres/recovered.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { answersOf } from './answers-nobody.ts'
import { Device } from './device.ts'
import { DISK, NOT_UP, unlock, type Fencing } from './fencing.ts'
import { Folder } from './folder.ts'
import { servers, serverOptions, type SharedDiskOptions } from './options.ts'
import type { Storage } from './storage.ts'

/** One data directory on a disk that two nodes can have, and a server of it on one of them. */
export class SharedDisk extends PrimaryGroup {
  protected override readonly modeSettings = ['synchronous_commit', 'fsync']
  private readonly fenceBy: Fencing
  private readonly storage: Storage
  /** Who was alive when it was fenced, and has not been replaced yet. */
  private fenced: string | undefined

  private constructor(site: Site, options: SharedDiskOptions) {
    super(site, servers, () => serverOptions(options))
    this.fenceBy = options.fenceBy
    const forOne = this.fenceBy === 'lease'
    this.storage =
      options.storage === 'device' ? new Device(site, { forOne }) : new Folder(site.nodes)
  }

  static async start(site: Site, options: SharedDiskOptions): Promise<SharedDisk> {
    const cluster = new SharedDisk(site, options)
    await cluster.storage.begin(cluster.node(cluster.primaryName))
    await cluster.startServers()
    return cluster
  }

  /** All that was there before anybody writes is on the disk, as on one that has been in use for a while. */
  override async prepare(tables: readonly Table[]): Promise<void> {
    await super.prepare(tables)
    await this.storage.flush(this.node(this.primaryName))
  }

  /** Whoever is no primary runs no server, and is a node that is up. */
  protected async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    // One that was replaced and goes on would write beside the new one.
    if (await server.running()) await node.kill()
    server.disconnect()
    await this.storage.release(node)
    await node.boot()
    await server.writeSettings()
    const service = standingBy(node)
    if (!(await service.running())) await service.start()
  }

  /** There is one copy of what was written, and everybody's is this. */
  protected async settle(): Promise<void> {}

  /** Standbys first, so that nobody is left at the disk beside the primary. */
  override async heal(): Promise<void> {
    await this.storage.revive()
    for (const node of this.standbys()) await this.startStandby(node)
    await this.startPrimary()
  }

  private async startPrimary(): Promise<void> {
    this.fenced = undefined
    const server = this.primaryServer()
    const answers = await server.position().catch(() => undefined)
    if (answers !== undefined && (await this.storage.takesWrites(server.node)))
      return server.catchUp()
    server.disconnect()
    await server.node.kill()
    await server.node.boot()
    await this.storage.take(server.node)
    // Nobody else is at the disk, whatever keeps others off it.
    await runOn(server.node, ['sh', '-c', unlock])
    await server.start()
  }

  override async fence(): Promise<void> {
    const old = this.primaryServer()
    if (await old.running()) this.fenced = old.node.name
    await super.fence()
  }

  async promote() {
    const [node] = this.standbys()
    const old = this.primaryServer()
    if (!(await node.running()) || (await node.frozen()))
      throw new SplitbrainError('runtime', `Node ${node.name} ${NOT_UP}.`)
    if (this.fenceBy === 'kill' && (await old.running()))
      throw new SplitbrainError('runtime', `Node ${old.node.name} was not fenced, and may go on.`)
    await this.keepOff(old)
    await this.storage.take(node)
    const server = this.server(node)
    const service = standingBy(node)
    // For good it would have the number that the old server's lock file names, if it has it by chance.
    if (this.fenceBy === 'none') await service.stop()
    try {
      await server.start()
    } catch (error) {
      if (this.fenceBy === 'none') await service.start()
      await this.giveBack(node, old)
      throw error
    }
    const [oldRuns, log, { lsnBytes: toLsnBytes }] = await Promise.all([
      this.isBeside(old),
      node.logs(),
      server.position(),
    ])
    const fenced = this.fenced === old.node.name
    this.fenced = undefined
    this.primaryName = node.name
    return { to: node.name, toLsnBytes, takeover: { oldRuns, fenced, ...recoveryIn(log) } }
  }

  /** Whether a server may still write to the disk. */
  private async isBeside(server: PostgresServer): Promise<boolean> {
    return (await server.running()) && this.storage.isAt(server.node)
  }

  /** Has the storage keep the old server off, and a node whose server has ended let go of the disk by itself. */
  private async keepOff(old: PostgresServer): Promise<void> {
    const { node } = old
    const runs = await old.running()
    if (this.fenceBy === 'bar') {
      if (runs) this.fenced = node.name
      await this.storage.bar?.(node)
    }
    const isIdle = !runs && (await node.running()) && !(await node.frozen())
    if (this.fenceBy === 'lease' && isIdle) await this.storage.release(node)
  }

  /** Whoever looks for what is wrong with the disk looks where it was; a server that hangs keeps it. */
  private async giveBack(from: Node, to: PostgresServer): Promise<void> {
    if (await this.server(from).running()) return
    try {
      await this.storage.release(from)
      if (!(await this.isBeside(to))) await this.storage.take(to.node)
    } catch {
      // The next heal looks for it again.
    }
  }

  /** Of whichever node: there is one, which is mounted where the primary is. */
  override diskOf(): MountedDisk | undefined {
    const { disk } = this.storage
    const { node } = this.primaryServer()
    return (
      disk && {
        disk,
        folder: `${node.home}/${DISK}`,
        takesWrites: () => this.storage.takesWrites(node),
        remount: () => this.storage.take(node),
        repair: () => node.kill(),
      }
    )
  }

  override at(role: string): Node[] {
    return this.storage.node?.name === role ? [this.storage.node] : super.at(role)
  }

  override async observe() {
    const [states, storage] = await Promise.all([super.observe(), this.storage.observe()])
    const seen = states.map(async (state) => {
      const standsBy = state.role === 'down' && state.node !== this.primaryName
      const isUp = standsBy && (await this.node(state.node).running())
      return isUp ? { ...state, role: 'standby' } : state
    })
    return [...(await Promise.all(seen)), ...storage]
  }

  protected async copiesAtRest(): Promise<Route[]> {
    return [this.routeTo(this.primaryName)]
  }

  override inspections(): Inspection[] {
    const standbys = this.standbys().flatMap((node) => {
      const server = this.server(node)
      return [answersOf(server), logOf(server)]
    })
    return [...inspectionsOf(this.primaryServer(), this.site.capabilities), ...standbys]
  }
}

/** What a node without a server runs: without anything, nobody could tell one that is up from one that is down. */
function standingBy(node: Node): Service {
  return node.service({
    name: 'standing-by',
    argv: ['tail', '-f', '/dev/null'],
    stopSignal: 'SIGTERM',
  })
}
