/** Commits one after another, and between them whoever must not see one half done; in the order of their asking. */
export class Turns {
  private lastCommit: Promise<unknown> = Promise.resolve()
  private readonly readers = new Set<Promise<unknown>>()

  alone<T>(act: () => Promise<T>): Promise<T> {
    const before = [this.lastCommit, ...this.readers]
    const mine = Promise.allSettled(before).then(act)
    this.lastCommit = mine.catch(() => {})
    return mine
  }

  beside<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.lastCommit.then(act)
    this.readers.add(mine)
    const over = () => this.readers.delete(mine)
    mine.then(over, over)
    return mine
  }
}
