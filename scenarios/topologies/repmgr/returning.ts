import { setTimeout as sleep } from 'node:timers/promises'
import { partOf } from '../../databases/postgres/part.ts'
import { wasPrimary } from '../../databases/postgres/rewind.ts'
import { until } from '../../databases/postgres/until.ts'
import type { RepmgrNode } from '../../services/repmgr/member.ts'

/** So long two primaries go on side by side before an operator has seen that, and does something about it. */
const UNSEEN_MS = 5_000
/** So long a standby may take to find the primary by itself. */
const FINDING_LIMIT_MS = 8_000

/** What our operator does for servers that are no primary any more, and repmgr does not: it gives them their places. */
export class Returning {
  private readonly all: ReadonlyMap<string, RepmgrNode>
  private readonly startsAsItWas: boolean

  constructor(all: ReadonlyMap<string, RepmgrNode>, startsAsItWas: boolean) {
    this.all = all
    this.startsAsItWas = startsAsItWas
  }

  /** Has all be up, and follow the one that leads. */
  async reunite(lead: RepmgrNode): Promise<void> {
    await this.start(lead)
    const others = [...this.all.values()].filter((each) => each !== lead)
    await Promise.all(others.map((each) => this.bringBack(each, lead)))
  }

  private async start(node: RepmgrNode): Promise<void> {
    if (!(await node.server.running())) await node.server.start()
    await node.watch()
  }

  private async bringBack(node: RepmgrNode, lead: RepmgrNode): Promise<void> {
    const { server } = node
    if (!(await server.running())) {
      await node.node.boot()
      if (!this.startsAsItWas && (await wasPrimary(server))) return this.rejoin(node, lead)
      await this.start(node)
    }
    const { standby } = await partOf(server)
    if (!standby) {
      await sleep(UNSEEN_MS)
      return this.rejoin(node, lead)
    }
    await node.watch()
    const finds = await this.found(node, lead).catch(() => false)
    if (finds) return
    await node.follow(lead).then(
      () => this.found(node, lead),
      () => this.rejoin(node, lead),
    )
  }

  /** With what it wrote beside the primary taken back, or with a fresh copy where that can't be done. */
  private async rejoin(node: RepmgrNode, lead: RepmgrNode): Promise<void> {
    await node.unwatch()
    await node.server.stop()
    await node.rejoin(lead).catch(() => node.copy(lead))
    await node.server.start()
    await node.registerAsStandby()
    await node.watch()
  }

  /** Resolves once it streams from the one that leads. */
  private async found({ server }: RepmgrNode, lead: RepmgrNode): Promise<boolean> {
    const { host } = lead.about.sql
    await until(async () => {
      const rows = await server.look<{ host: string }>(
        "SELECT sender_host AS host FROM pg_stat_wal_receiver WHERE status = 'streaming'",
      )
      return rows.some((row) => row.host === host) ? undefined : 'It did not follow'
    }, FINDING_LIMIT_MS)
    return true
  }
}
