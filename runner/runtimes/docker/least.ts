import type { Undo } from '../../undo.ts'

/** Several may ask for a limit at a time, of which the least holds. */
export class Least {
  private readonly asked = new Set<{ limit: number }>()
  /** Has it hold; `undefined` is none. */
  private readonly apply: (limit: number | undefined) => Promise<void>

  constructor(apply: (limit: number | undefined) => Promise<void>) {
    this.apply = apply
  }

  async add(limit: number): Promise<Undo> {
    const own = { limit }
    this.asked.add(own)
    await this.renew()
    return async () => {
      this.asked.delete(own)
      await this.renew()
    }
  }

  get isNone(): boolean {
    return this.asked.size === 0
  }

  renew(): Promise<void> {
    const limits = [...this.asked].map(({ limit }) => limit)
    return this.apply(limits.length === 0 ? undefined : Math.min(...limits))
  }
}
