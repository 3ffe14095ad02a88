/** Choices by how often they were part of conflicts of late (Moskewicz et al., "Chaff"): the most urgent first. */
export class Urgency {
  private readonly score: Float64Array
  private readonly heap: number[] = []
  /** Its place in the heap, −1 where it is not there. */
  private readonly at: Int32Array
  private step = 1

  constructor(choices: number) {
    this.score = new Float64Array(choices)
    this.at = new Int32Array(choices).fill(-1)
  }

  offer(choice: number): void {
    if (this.at[choice] >= 0) return
    this.at[choice] = this.heap.push(choice) - 1
    this.up(this.at[choice])
  }

  take(): number | undefined {
    const { heap, at } = this
    const best = heap[0]
    const last = heap.pop()
    if (last === undefined) return undefined
    at[best] = -1
    if (heap.length > 0) {
      heap[0] = last
      at[last] = 0
      this.down(0)
    }
    return best
  }

  raise(choice: number): void {
    this.score[choice] += this.step
    if (this.score[choice] > 1e100) this.shrink()
    if (this.at[choice] >= 0) this.up(this.at[choice])
  }

  /** What was raised before counts for less from now on. */
  fade(): void {
    this.step /= 0.95
  }

  private shrink(): void {
    for (let i = 0; i < this.score.length; i++) this.score[i] *= 1e-100
    this.step *= 1e-100
  }

  private up(from: number): void {
    const { heap, at, score } = this
    const item = heap[from]
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (score[heap[parent]] >= score[item]) break
      heap[i] = heap[parent]
      at[heap[i]] = i
      i = parent
    }
    heap[i] = item
    at[item] = i
  }

  private down(from: number): void {
    const { heap, at, score } = this
    const item = heap[from]
    let i = from
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && score[heap[child + 1]] > score[heap[child]]) child++
      if (score[heap[child]] <= score[item]) break
      heap[i] = heap[child]
      at[heap[i]] = i
      i = child
    }
    heap[i] = item
    at[item] = i
  }
}
