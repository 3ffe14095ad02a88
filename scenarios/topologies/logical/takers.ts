import type { readers } from './options.ts'

/** The node that answers a process; without a subscriber that has the primary's rows it is the primary. */
export function takerOf(
  who: (typeof readers)[number],
  primary: string,
  subscribers: readonly string[],
  process: number,
): string {
  const takers = {
    primary: [primary],
    subscribers: subscribers.length > 0 ? subscribers : [primary],
    any: [primary, ...subscribers],
  }[who]
  return takers[process % takers.length]
}
