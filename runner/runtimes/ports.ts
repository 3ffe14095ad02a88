import { SplitbrainError } from '../../history/errors.ts'

/** A node's ports by name, each with its number on the node. */
export class NodePorts {
  private readonly node: string
  private readonly numbers: ReadonlyMap<string, number>

  constructor(node: string, names: readonly string[], numbers: readonly number[]) {
    this.node = node
    this.numbers = new Map(names.map((name, i) => [name, numbers[i]]))
  }

  /** The first one where none is named. */
  number(name?: string): number {
    const [first] = this.numbers.keys()
    const found = this.numbers.get(name ?? first)
    if (found === undefined)
      throw new SplitbrainError(
        'usage',
        `Node ${this.node} has no port ${name}; it has ${[...this.numbers.keys()].join(', ') || 'none'}.`,
      )
    return found
  }
}
