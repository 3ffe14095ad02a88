import { existsSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Node } from '../runtime.ts'
import { makePrivateFolder } from './account.ts'
import { processesIn } from './processes.ts'

/** Whose a disk is: a folder of the run, beside those of its nodes. */
const NOBODYS = 'detached'

type Home = Pick<Node, 'name' | 'home'>

/**
 * Disks of a run: each is a folder, which moves into the folder of the node that it is at. So it is never at two, and
 * what lives on it is found as everything else of its node.
 */
export class Disks {
  private readonly nobodys: string
  private readonly made = new Map<string, Promise<void>>()

  /** `folder` is the run's. */
  constructor(folder: string) {
    this.nobodys = join(folder, NOBODYS)
  }

  /** Once for all nodes that name it. */
  make(disk: string): Promise<void> {
    const making = this.made.get(disk) ?? this.makeNow(disk)
    this.made.set(disk, making)
    return making
  }

  private async makeNow(disk: string): Promise<void> {
    if (!existsSync(this.nobodys)) await makePrivateFolder(this.nobodys)
    await makePrivateFolder(join(this.nobodys, disk))
  }

  async attach(disk: string, { name, home }: Home): Promise<void> {
    if (existsSync(join(home, disk))) return
    await rename(join(this.nobodys, disk), join(home, disk)).catch((cause: unknown) => {
      const message = `The disk ${disk} is at another node, and can't be at ${name}.`
      throw new SplitbrainError('runtime', message, { cause })
    })
  }

  async detach(disk: string, { name, home }: Home): Promise<void> {
    const place = join(home, disk)
    if (!existsSync(place)) return
    // They would go with it, and be another node's.
    if ((await processesIn(place)).length > 0)
      throw new SplitbrainError('runtime', `The disk ${disk} of node ${name} is in use.`)
    await rename(place, join(this.nobodys, disk))
  }
}
