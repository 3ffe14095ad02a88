import { setTimeout as sleep } from 'node:timers/promises'
import { writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { FENCED } from '../../services/repmgr/promotion.ts'
import type { Register } from '../../services/repmgr/register.ts'

const POLL_MS = 100

/** The hand on the power switch of an old primary: whoever is about to be promoted waits for it. */
export class Fencing {
  private readonly register: Register
  private readonly nodes: ReadonlyMap<string, Node>
  private readonly over = new AbortController()

  constructor(register: Register, nodes: ReadonlyMap<string, Node>) {
    this.register = register
    this.nodes = nodes
  }

  begin(): void {
    void this.watch()
  }

  end(): void {
    this.over.abort()
  }

  private async watch(): Promise<void> {
    const { signal } = this.over
    const served = new Set<string>()
    while (!signal.aborted) {
      for (const { node, leader, promoting } of await this.register.told()) {
        if (!promoting) served.delete(node)
        else if (!served.has(node) && leader !== null && leader !== node)
          await this.fence(leader, node).then(
            () => served.add(node),
            () => {},
          )
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => {})
    }
  }

  /** Cuts the power of one, and tells the other that it did. */
  private async fence(old: string, next: string): Promise<void> {
    await this.nodes.get(old)!.kill()
    await writeOn(this.nodes.get(next)!, FENCED, '')
  }
}
