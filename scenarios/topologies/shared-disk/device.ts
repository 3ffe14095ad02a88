import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import { DiskOnNode } from '../../../runner/disk/disk-on-node.ts'
import { IN_USE, SPOILED, takesWrites } from '../../../runner/disk/file-system.ts'
import { TAKEN } from '../../../runner/disk/server/state.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { DiskSource, Node } from '../../../runner/runtimes/runtime.ts'
import type { Site } from '../../../runner/site.ts'
import type { Undo } from '../../../runner/undo.ts'
import { DISK, REFUSED } from './fencing.ts'
import { servers } from './options.ts'
import { NO_DISK, type Storage } from './storage.ts'

/** The node that the disk's server runs on, and its role. */
export const STORAGE = 'storage'

const SIZE_BYTES = 2 ** 29
/** Who ends has its connections closed a moment after it is dead. */
const LEAVE_LIMIT_MS = 500
const POLL_MS = 50

interface DeviceOptions {
  /** Whether who is at it keeps all others off it. */
  forOne: boolean
}

/** A disk whose server runs on a node of its own: each node that is to have it mounts its file system, over a link. */
export class Device implements Storage {
  readonly node: Node
  readonly disk: DiskOnNode
  private readonly site: Site
  private readonly barred = new Map<string, Undo>()

  constructor(site: Site, { forOne }: DeviceOptions) {
    this.site = site
    this.node = site.node(STORAGE)
    this.disk = new DiskOnNode(this.node, { sizeBytes: SIZE_BYTES, forOne })
  }

  async begin(first: Node): Promise<void> {
    await this.disk.install()
    await this.disk.start()
    await Promise.all(servers.map((name) => runOn(this.site.node(name), ['mkdir', '-p', DISK])))
    await first.disks!.format(this.sourceFor(first))
    await this.take(first)
    // A data directory is made in an empty folder alone.
    await runOn(first, ['rmdir', `${DISK}/lost+found`])
  }

  async revive(): Promise<void> {
    await this.node.boot()
    await this.disk.start()
  }

  async take(node: Node): Promise<void> {
    const folder = folderOf(node)
    const until = performance.now() + LEAVE_LIMIT_MS
    await node.boot()
    await this.letIn(node)
    for (;;)
      try {
        return await node.disks!.mount(this.sourceFor(node), folder)
      } catch (cause) {
        const { message } = cause as Error
        if (SPOILED.test(message)) throw cause
        if (message.includes(IN_USE)) {
          await this.release(node)
          continue
        }
        const isTaken = message.includes(TAKEN)
        if (!isTaken || performance.now() > until)
          throw new SplitbrainError(
            'runtime',
            `Node ${node.name} ${isTaken ? REFUSED : `${NO_DISK}: ${message}`}`,
            { cause },
          )
        await sleep(POLL_MS)
      }
  }

  /** One who may be there counts where the storage does not say: nobody is to be taken for fenced who is not. */
  async isAt({ name }: Node): Promise<boolean> {
    const state = await this.disk.stateIfUp()
    return state?.clients.includes(name) ?? !this.barred.has(name)
  }

  takesWrites(node: Node): Promise<boolean> {
    return takesWrites(node, DISK)
  }

  async bar({ name }: Node): Promise<void> {
    if (this.barred.has(name)) return
    const { undo } = await this.disk.bar(name)
    this.barred.set(name, undo)
  }

  /** One whose disk went away under it, or was taken from it, boots anew: its file system never comes to itself again. */
  async release(node: Node): Promise<void> {
    await node.boot()
    const folder = folderOf(node)
    if (await node.disks!.mounted(folder))
      await node.disks!.unmount(folder).catch(async () => {
        await node.kill()
        await node.boot()
      })
    await this.letIn(node)
  }

  private async letIn({ name }: Node): Promise<void> {
    await this.barred.get(name)?.()
    this.barred.delete(name)
  }

  async observe() {
    const state = await this.disk.stateIfUp()
    return [{ node: STORAGE, role: state?.powered ? STORAGE : 'down' }]
  }

  private sourceFor({ name }: Node): DiskSource {
    const { endpoint } = this.site.links.between(name, STORAGE)
    return this.disk.sourceAt(name, endpoint)
  }
}

function folderOf(node: Node): string {
  return `${node.home}/${DISK}`
}
