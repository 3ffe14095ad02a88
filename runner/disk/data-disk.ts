import { SplitbrainError } from '../../history/errors.ts'
import { runOn } from '../runtimes/run-on.ts'
import type { Node, NodeDisks, Service } from '../runtimes/runtime.ts'
import { DiskOnNode } from './disk-on-node.ts'
import { takesWrites } from './file-system.ts'
import type { MountedDisk } from './mounted-disk.ts'

/** A sparse file, of which a run writes a part. */
const SIZE_BYTES = 2 ** 31
/** In the node's folder; there is `data` on it, so that nothing else lies beside the data. */
const FOLDER = 'disk'

const linkData = `mkdir -m 700 "$1/data" && ln -s "$1/data" data`

/**
 * A node's own disk, on which it has its `data`: served by the node itself, so that a kill of the node is a loss of power
 * for it. Each boot of the node has it mounted again.
 */
export class DataDisk implements MountedDisk, Service {
  readonly name = 'mounted disk'
  readonly disk: DiskOnNode
  readonly folder: string
  private readonly node: Node
  private readonly disks: NodeDisks
  private isBroken = false

  private constructor(node: Node, disks: NodeDisks) {
    this.node = node
    this.disks = disks
    this.disk = new DiskOnNode(node, { sizeBytes: SIZE_BYTES })
    this.folder = `${node.home}/${FOLDER}`
  }

  /** On a node that has booted and has no `data` yet. */
  static async on(node: Node): Promise<DataDisk> {
    const { disks } = node
    if (disks === undefined || node.onBoot === undefined)
      throw new SplitbrainError('usage', `Nobody here can mount a disk on node ${node.name}.`)
    const made = new DataDisk(node, disks)
    await made.disk.install()
    await made.disk.start()
    await disks.format(made.source)
    await made.start()
    await runOn(node, ['sh', '-c', linkData, 'sh', made.folder])
    node.onBoot(made)
    return made
  }

  running(): Promise<boolean> {
    return this.disks.mounted(this.folder)
  }

  async start(): Promise<void> {
    await this.disk.start()
    if (await this.running()) return
    if (this.isBroken) await this.disks.repair(this.source)
    this.isBroken = false
    await this.disks.mount(this.source, this.folder).catch(async () => {
      await this.disks.repair(this.source)
      await this.disks.mount(this.source, this.folder)
    })
  }

  async stop(): Promise<void> {
    await this.disks.unmount(this.folder)
  }

  takesWrites(): Promise<boolean> {
    return takesWrites(this.node, this.folder)
  }

  async remount(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async repair(): Promise<void> {
    this.isBroken = true
    await this.node.kill()
    await this.node.boot()
  }

  private get source() {
    return this.disk.sourceHere(this.node.name)
  }
}
