import type { Node } from '../../../runner/runtimes/runtime.ts'
import { DISK } from './fencing.ts'
import type { Storage } from './storage.ts'

/** A folder: it is at all nodes at once, or moves from one to the other. */
export class Folder implements Storage {
  private readonly nodes: readonly Node[]

  constructor(nodes: readonly Node[]) {
    this.nodes = nodes
  }

  begin(first: Node): Promise<void> {
    return this.take(first)
  }

  async take(node: Node): Promise<void> {
    for (const other of this.nodes) if (other !== node) await other.detach?.(DISK)
    await node.attach?.(DISK)
  }

  async flush(): Promise<void> {}

  async isAt(): Promise<boolean> {
    return true
  }

  async takesWrites(): Promise<boolean> {
    return true
  }

  async release(node: Node): Promise<void> {
    await node.detach?.(DISK)
  }

  async revive(): Promise<void> {}

  async observe() {
    return []
  }
}
