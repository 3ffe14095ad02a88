/**
 * The nodes in the order in which WAL goes from one to the next where standbys cascade; the first is the primary. Where
 * they don't, all stream from the first.
 */
export class Chain {
  private nodes: readonly string[]
  readonly cascades: boolean

  constructor(nodes: readonly string[], cascades: boolean) {
    this.nodes = nodes
    this.cascades = cascades
  }

  /** Who a standby streams from. */
  upstreamOf(standby: string): string {
    return this.nodes[this.cascades ? this.nodes.indexOf(standby) - 1 : 0]
  }

  /** Standbys in the order in which they have to start: what one streams, the one above it must have. */
  inOrder<N extends { name: string }>(standbys: readonly N[]): N[] {
    if (!this.cascades) return [...standbys]
    return standbys.toSorted((a, b) => this.nodes.indexOf(a.name) - this.nodes.indexOf(b.name))
  }

  /** With another primary: those that follow it keep their order, and who is left behind will come after them. */
  after(primary: string, following: readonly string[]): Chain {
    const goesOn = this.nodes.filter((name) => following.includes(name))
    const left = this.nodes.filter((name) => name !== primary && !following.includes(name))
    return new Chain([primary, ...goesOn, ...left], this.cascades)
  }
}
