import { setTimeout as sleep } from 'node:timers/promises'
import { partOf } from '../../databases/postgres/part.ts'
import { wasPrimary } from '../../databases/postgres/rewind.ts'
import type { RepmgrNode } from '../../services/repmgr/repmgr-node.ts'
import { isWatching, streamsFrom } from './following.ts'

/** How long our operator lets others go on by themselves. */
interface Patience {
  /** Two primaries side by side, before he has seen that and does something about it. */
  unseenMs: number
  /** A standby, and its daemon, before they have found the primary. */
  findingMs: number
}

const usual: Patience = { unseenMs: 5_000, findingMs: 12_000 }

/** What an operator does for those that are no primary any more, and repmgr does not: gives each its place. */
export class Returning {
  private readonly servers: ReadonlyMap<string, RepmgrNode>
  private readonly witness: RepmgrNode | undefined
  private readonly startsAsItWas: boolean
  private readonly patience: Patience

  constructor(
    servers: ReadonlyMap<string, RepmgrNode>,
    witness: RepmgrNode | undefined,
    startsAsItWas: boolean,
    patience = usual,
  ) {
    this.servers = servers
    this.witness = witness
    this.startsAsItWas = startsAsItWas
    this.patience = patience
  }

  /** Has all be up, follow the one that leads, and watch it. */
  async reunite(lead: RepmgrNode): Promise<void> {
    await start(lead)
    const others = [...this.servers.values()].filter((each) => each !== lead)
    await Promise.all(others.map((each) => this.bringBack(each, lead)))
    if (this.witness !== undefined) await this.bringBackWitness(this.witness, lead)
  }

  private async bringBack(standby: RepmgrNode, lead: RepmgrNode): Promise<void> {
    await this.join(standby, lead)
    // One that heard of nothing while it was away goes by what it knew.
    if (await isWatching(standby, lead, this.patience.findingMs)) return
    await standby.unwatch()
    await standby.watch()
  }

  private async join(standby: RepmgrNode, lead: RepmgrNode): Promise<void> {
    const { server } = standby
    if (!(await server.running())) {
      await server.node.boot()
      if (!this.startsAsItWas && (await wasPrimary(server))) return rejoin(standby, lead)
      await start(standby)
    }
    await standby.watch()
    const part = await partOf(server)
    if (!part.standby) await sleep(this.patience.unseenMs)
    else if (await streamsFrom(standby, lead, this.patience.findingMs)) return
    // It was promoted meanwhile, and so it is not the one that has to give way.
    if (await isNewer(standby, lead)) return
    // Who has what the one that leads has not can't follow it as it is.
    if (!part.standby || !(await follows(standby, lead))) await rejoin(standby, lead)
  }

  /** Of a change while it was down it has heard nothing. */
  private async bringBackWitness(witness: RepmgrNode, lead: RepmgrNode): Promise<void> {
    await start(witness)
    if (await isWatching(witness, lead, this.patience.findingMs)) return
    await witness.unwatch()
    await witness.registerAsWitness(lead)
    await witness.watch()
  }
}

/** Whether one takes writes on a later timeline than another. */
async function isNewer(one: RepmgrNode, other: RepmgrNode): Promise<boolean> {
  const [{ timeline = 0 }, before] = await Promise.all([partOf(one.server), partOf(other.server)])
  return timeline > (before.timeline ?? 0)
}

/** By repmgr's own tool; whether that went well. */
async function follows(standby: RepmgrNode, lead: RepmgrNode): Promise<boolean> {
  return standby.follow(lead).then(
    () => true,
    () => false,
  )
}

async function start(node: RepmgrNode): Promise<void> {
  if (!(await node.server.running())) await node.server.start()
  await node.watch()
}

/** With what it wrote beside the primary taken back, or with a fresh copy where that can't be done. */
async function rejoin(node: RepmgrNode, lead: RepmgrNode): Promise<void> {
  await node.unwatch()
  await node.server.stop()
  const isRewound = await node.rejoin(lead).then(
    () => true,
    () => false,
  )
  if (!isRewound) await node.copy(lead)
  await node.server.start()
  if (!isRewound) await node.registerAsStandby()
  await node.watch()
}
