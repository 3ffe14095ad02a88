import type { Conversation } from './conversation.ts'
import { isMeant } from './cut-at.ts'
import type { Watch } from './flow.ts'
import type { Direction, Toxic } from './toxic.ts'

/** Follows one connection next to its sockets, and tells where it is to be cut. */
export class Follower {
  private readonly conversation: Conversation
  private readonly cuts: readonly Toxic[]
  private isCut = false
  private readonly unfollowedBy = new WeakSet<Toxic>()

  /** `cuts` are all of the proxy that cut connections, as they come and go; they are looked at when something passes. */
  constructor(conversation: Conversation, cuts: readonly Toxic[]) {
    this.conversation = conversation
    this.cuts = cuts
  }

  /** As much of it as one direction is watched by. */
  of(direction: Direction): Watch {
    return {
      holds: () => this.isCut || this.cuts.some((each) => isCutIn(direction, each)),
      cutIn: (chunk) => this.cutIn(direction, chunk),
    }
  }

  /** How much of a chunk is to go on before the connection is closed; `undefined` is all of it, and it stays open. */
  cutIn(direction: Direction, chunk: Buffer): number | undefined {
    if (this.isCut) return 0
    const { conversation } = this
    const passages =
      direction === 'upstream' ? conversation.sent(chunk) : conversation.answered(chunk)
    for (const passage of passages) {
      const toxic = this.cuts.find((each) => isMeant(each.attributes, passage))
      if (toxic === undefined) continue
      toxic.connections.cut++
      this.isCut = true
      return passage.cutAt
    }
    if (!conversation.followed) this.tellUnfollowed()
    return undefined
  }

  private tellUnfollowed(): void {
    for (const toxic of this.cuts.filter((each) => !this.unfollowedBy.has(each))) {
      this.unfollowedBy.add(toxic)
      toxic.connections.unfollowed++
    }
  }
}

/** Whether the message passes in that direction: all but an answer is said by the client. */
function isCutIn(direction: Direction, { attributes: { message } }: Toxic): boolean {
  return (message === 'commit-answered') === (direction === 'downstream')
}
