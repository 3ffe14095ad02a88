import { setTimeout as sleep } from 'node:timers/promises'
import { recordMoment, type Recorder } from './recorder.ts'
import type { Managed, Part } from './topology.ts'

/**
 * Stands where the operator would stand, and does nothing: it tells what a manager and its servers are seen to do, each
 * asked by itself, so that one that hangs hides no other. `leader` is whom the manager takes for the primary; with `detect`
 * it has given up the one that there was, with `failover` another one takes writes, with `demote` a primary none any more;
 * `election` is whom it says that it chose, among whom.
 */
export async function follow(
  group: Managed,
  record: Recorder,
  signal: AbortSignal,
  pauseMs = 100,
): Promise<void> {
  const following = new Following(group, record)
  // Who does not answer is asked again.
  const again = async (act: () => Promise<void>) => {
    while (!signal.aborted) {
      await act().catch(() => {})
      await sleep(pauseMs, undefined, { signal }).catch(() => {})
    }
  }
  await Promise.all([
    ...group.members.map((member) => again(() => following.look(member))),
    again(() => following.ask()),
    ...(group.elections ? [again(() => following.hear())] : []),
  ])
}

class Following {
  private readonly group: Managed
  private readonly record: Recorder
  private readonly parts = new Map<string, Part>()
  /** Where the primary was at each look at it, as far back as the manager may remember. */
  private readonly positions: { atMs: number; lsnBytes: number }[] = []
  private primary: string
  private leader: string | null | undefined
  /** Whom the manager has given up, until it takes that one back or another is there. */
  private givenUp: string | undefined
  private elections = 0

  constructor(group: Managed, record: Recorder) {
    this.group = group
    this.record = record
    this.primary = group.primary()
  }

  async look(member: string): Promise<void> {
    const part = await this.group.look(member)
    const before = this.parts.get(member)
    this.parts.set(member, part)
    if (part.standby && before?.standby === false) this.tell('demote', { node: member })
    if (member !== this.group.primary() || part.standby) return
    await this.compare(member, part)
    this.remember(part)
  }

  async ask(): Promise<void> {
    const leader = await this.group.leader()
    const hadLed = this.leader === this.primary
    if (leader !== this.leader) this.tell('leader', { node: leader })
    this.leader = leader
    if (leader === this.primary) this.givenUp = undefined
    else if (hadLed && leader !== this.group.primary() && !this.group.isPlanned()) this.giveUp()
  }

  /** Of a manager that tells whom it chose. */
  async hear(): Promise<void> {
    const held = await this.group.elections!()
    for (const { elected, candidates } of held.slice(this.elections))
      this.tell('election', { elected, candidates })
    this.elections = held.length
  }

  /** Another one may have taken writes before anybody saw that the manager had given up the one before. */
  private async compare(to: string, { timeline }: Part): Promise<void> {
    const from = this.primary
    if (from === to) return
    this.primary = to
    if (this.group.isPlanned(timeline)) return void (this.positions.length = 0)
    const fromLsnBytes = this.positions.at(-1)?.lsnBytes
    const writtenBytes = fromLsnBytes && fromLsnBytes - this.positions[0].lsnBytes
    this.positions.length = 0
    if (this.givenUp !== from) this.giveUp(from)
    this.givenUp = undefined
    const toLsnBytes = await this.group.tookOverAt().catch(() => undefined)
    this.tell('failover', { from, fromLsnBytes, writtenBytes, to, toLsnBytes, timeline })
  }

  private remember({ lsnBytes }: Part): void {
    const atMs = performance.now()
    this.positions.push({ atMs, lsnBytes })
    while (this.positions[0].atMs < atMs - this.group.knowledgeMs) this.positions.shift()
  }

  private giveUp(node = this.primary): void {
    this.givenUp = node
    this.tell('detect', { node })
  }

  private tell(f: string, value: Record<string, unknown>): void {
    recordMoment(this.record, 'observed', f, value)
  }
}
