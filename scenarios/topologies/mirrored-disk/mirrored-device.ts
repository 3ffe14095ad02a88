import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import { DISK_PORT, DiskOnNode } from '../../../runner/disk/disk-on-node.ts'
import { SPOILED, takesWrites } from '../../../runner/disk/file-system.ts'
import type { MountedDisk } from '../../../runner/disk/mounted-disk.ts'
import type { Mode } from '../../../runner/evidence.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Undo } from '../../../runner/undo.ts'
import { inspectionsOf, logOf } from '../../databases/postgres/inspections.ts'
import { PrimaryGroup } from '../../databases/postgres/primary-group.ts'
import { recoveryIn } from '../../databases/postgres/recovered.ts'
import { stateOf } from '../../databases/postgres/states.ts'
import { lastWordOf } from './last-word.ts'
import { deviceSettings, modeSettings, servers, type MirroredDiskOptions } from './options.ts'
import { REFUSES, startOnMirror } from './refusal.ts'

/** All of it is sent to a new mirror. */
const SIZE_BYTES = 2 ** 28
/** A peer that is silent for so long is given up; longer than a primary that is to be killed goes on alone. */
const PEER_LIMIT_MS = 3_000
const POLL_MS = 50
const DATA = 'data'

/** A primary whose disk is mirrored block by block, in the order of its writes, to that of a node on which no server runs. */
export class MirroredDevice extends PrimaryGroup {
  protected override readonly modeSettings = modeSettings
  private readonly disks: ReadonlyMap<string, DiskOnNode>
  private readonly withoutPeer: 'go-on' | 'stop'
  /** Lets the old primary in again to the disk that took over from it. */
  private unbar: Undo | undefined

  private constructor(site: Site, options: MirroredDiskOptions) {
    super(site, servers, () => ({ settings: deviceSettings(options) }))
    this.withoutPeer = options.withoutMirror
    this.disks = new Map(
      servers.map((name) => [name, new DiskOnNode(site.node(name), { sizeBytes: SIZE_BYTES })]),
    )
  }

  static async start(site: Site, options: MirroredDiskOptions): Promise<MirroredDevice> {
    const cluster = new MirroredDevice(site, options)
    await Promise.all([...cluster.disks.values()].map((disk) => disk.install()))
    await Promise.all([...cluster.disks.values()].map((disk) => disk.start()))
    await Promise.all(servers.map((name) => runOn(site.node(name), ['mkdir', '-p', DATA])))
    const primary = cluster.node(cluster.primaryName)
    const source = cluster.disk(primary).sourceHere(primary.name)
    await cluster.mirror()
    await primary.disks!.format(source)
    await primary.disks!.mount(source, folderOf(primary))
    // A data directory is made in an empty folder alone.
    await runOn(primary, ['rmdir', `${DATA}/lost+found`])
    await cluster.startServers()
    return cluster
  }

  private disk({ name }: Pick<Node, 'name'>): DiskOnNode {
    return this.disks.get(name)!
  }

  override diskOf(node: Node): MountedDisk {
    return {
      disk: this.disk(node),
      folder: folderOf(node),
      takesWrites: () => takesWrites(node, DATA),
      remount: async () => {
        await node.disks!.unmount(folderOf(node))
        await this.disk(node).start()
        await node.disks!.mount(this.disk(node).sourceHere(node.name), folderOf(node))
      },
      repair: () => node.kill(),
    }
  }

  /** Has the primary's disk go to the standby's from now on, all that is there first. */
  private async mirror(): Promise<void> {
    const [standby] = this.standbys()
    await this.disk(this.node(this.primaryName)).mirrorTo({
      to: this.links.between(this.primaryName, standby.name, DISK_PORT).endpoint,
      as: this.primaryName,
      withoutPeer: this.withoutPeer,
      timeoutMs: PEER_LIMIT_MS,
      behind: 'all',
    })
  }

  /** Nothing runs there but what serves its disk, and nobody has that mounted. */
  protected async startStandby(node: Node): Promise<void> {
    const server = this.server(node)
    server.disconnect()
    if ((await server.running()) || (await this.isMounted(node))) await node.kill()
    await node.boot()
    await this.disk(node).start()
    await this.unbar?.()
    this.unbar = undefined
  }

  private async isMounted(node: Node): Promise<boolean> {
    return (await node.running()) && (await node.disks!.mounted(folderOf(node)))
  }

  /** Returns when the standby's disk has all that the primary's has. */
  protected async settle(limitMs: number): Promise<void> {
    const disk = this.disk(this.node(this.primaryName))
    const until = performance.now() + limitMs
    for (;;) {
      const { mirror } = await disk.state()
      if (mirror?.mode === 'connected') return
      if (performance.now() > until)
        throw new SplitbrainError(
          'timeout',
          `The mirror of node ${this.primaryName} was not in step in ${limitMs / 1000} s: ${mirror?.mode}, ${mirror?.blocksBehind} blocks behind.`,
        )
      await sleep(POLL_MS)
    }
  }

  override async heal(limitMs: number): Promise<void> {
    await this.startPrimary()
    for (const node of this.standbys()) await this.startStandby(node)
    const { mirror } = await this.disk(this.node(this.primaryName)).state()
    if (mirror === undefined) await this.mirror()
    await this.settle(limitMs)
  }

  private async startPrimary(): Promise<void> {
    const server = this.primaryServer()
    const answers = await server.position().catch(() => undefined)
    if (answers !== undefined && (await takesWrites(server.node, DATA))) return server.catchUp()
    server.disconnect()
    await server.node.kill()
    await server.node.boot()
    await this.mount(server.node)
    await server.start()
  }

  /** Where a server is to be started: its own settings are on the disk, and the other one's may be there. */
  private async mount(node: Node): Promise<void> {
    const disk = this.disk(node)
    await disk.start()
    await node.disks!.mount(disk.sourceHere(node.name), folderOf(node))
    await this.server(node).writeSettings()
  }

  /** What the primary's own disk says of its mirror is a part of how commits are answered. */
  override async mode(): Promise<Omit<Mode, 'timeNs'>> {
    const disk = this.disk(this.node(this.primaryName))
    const [mode, state] = await Promise.all([super.mode(), disk.stateIfUp()])
    return { ...mode, settings: { ...mode.settings, mirror: state?.mirror?.mode ?? 'none' } }
  }

  override async observe() {
    const primary = await stateOf(this.primaryServer(), 'primary')
    const standbys = this.standbys().map(async (node) => {
      const isUp = (await this.disk(node).stateIfUp()) !== undefined
      return { node: node.name, role: isUp ? 'standby' : 'down' }
    })
    return [primary, ...(await Promise.all(standbys))]
  }

  /** A mirror is nothing that can be read. */
  protected async copiesAtRest() {
    return [this.routeTo(this.primaryName)]
  }

  override inspections() {
    const standbys = this.standbys().map((node) => logOf(this.server(node)))
    return [...inspectionsOf(this.primaryServer(), this.site.capabilities), ...standbys]
  }

  /** Starts the standby's server on its own disk, where it recovers as from a crash. */
  async promote() {
    const [node] = this.standbys()
    const old = this.primaryServer()
    const server = this.server(node)
    const state = await this.disk(node).stateIfUp()
    if (state?.asMirror !== 'whole')
      throw new SplitbrainError(
        'runtime',
        `Node ${node.name} has no whole mirror to take over with: ${state === undefined ? 'its disk does not answer' : (state.asMirror ?? 'nobody told it since it started')}.`,
      )
    await this.bar(node, old.node)
    const said = lastWordOf(await old.node.logs())
    try {
      await this.mountMirror(node)
      await startOnMirror(server)
    } catch (error) {
      // What was written there since is no mirror's, and its disk forgets that it was one.
      await node.kill()
      throw error
    }
    const [log, { lsnBytes }] = await Promise.all([node.logs(), server.position()])
    this.primaryName = node.name
    const mirror = { number: 1, received: 1, ageSeconds: 0, said }
    const takeover = { oldRuns: await old.running(), fenced: false, ...recoveryIn(log) }
    return { to: node.name, toLsnBytes: lsnBytes, mirror, takeover }
  }

  /** Whoever is cut off from the primary may still hear its mirror. */
  private async bar(node: Node, old: Node): Promise<void> {
    this.unbar ??= (await this.disk(node).bar(old.name)).undo
  }

  private async mountMirror(node: Node): Promise<void> {
    try {
      await this.mount(node)
    } catch (cause) {
      const { message } = cause as Error
      if (!SPOILED.test(message)) throw cause
      throw new SplitbrainError('runtime', `Node ${node.name} ${REFUSES}: ${message}`, { cause })
    }
  }
}

function folderOf(node: Node): string {
  return `${node.home}/${DATA}`
}
