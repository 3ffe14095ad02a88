/** What people met in production or in published analyses, as a run: it must convict, and its repaired twin pass. */
export interface Finding {
  name: string
  /** What happens, step by step, and what is seen of it. */
  about: string
  /** Who met it. */
  source: string
  topology: string
  fault: string
  /** Options of its `run` beside the fault. */
  words: Record<string, unknown>
  /** The claim that it violates. */
  violates: string
  /** What the twin is asked for otherwise: the same steps, and the claim holds. */
  repaired: Record<string, unknown>
}
