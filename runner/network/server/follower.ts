import type { Conversation } from './conversation.ts'
import { CUT_AT, isMeant } from './cut-at.ts'
import type { Direction, Toxic } from './toxic.ts'

/** Follows one connection next to its sockets, and tells where it is to be cut. */
export class Follower {
  private readonly conversation: Conversation
  private readonly toxics: () => Iterable<Toxic>
  private isCut = false
  private readonly unfollowedBy = new WeakSet<Toxic>()

  /** `toxics` are all of the proxy, whatever their direction; they are looked at when something passes. */
  constructor(conversation: Conversation, toxics: () => Iterable<Toxic>) {
    this.conversation = conversation
    this.toxics = toxics
  }

  /** How much of a chunk is to go on before the connection is closed; `undefined` is all of it, and it stays open. */
  cutIn(direction: Direction, chunk: Buffer): number | undefined {
    if (this.isCut) return 0
    const { conversation } = this
    const passages =
      direction === 'upstream' ? conversation.sent(chunk) : conversation.answered(chunk)
    for (const passage of passages) {
      const toxic = this.armed().find((each) => isMeant(each.attributes, passage))
      if (toxic === undefined) continue
      toxic.connections.cut++
      this.isCut = true
      return passage.cutAt
    }
    if (!conversation.followed) this.tellUnfollowed()
    return undefined
  }

  private armed(): Toxic[] {
    return [...this.toxics()].filter(({ type }) => type === CUT_AT)
  }

  private tellUnfollowed(): void {
    for (const toxic of this.armed().filter((each) => !this.unfollowedBy.has(each))) {
      this.unfollowedBy.add(toxic)
      toxic.connections.unfollowed++
    }
  }
}
