import type { Layout } from '../topology.ts'
import { hotStandby } from './hot-standby.ts'

/** What a hot standby of so many nodes consists of. */
export function layoutOf(nodes: number): Layout {
  return hotStandby.layout(hotStandby.options.parse({ standbys: nodes - 1 }))
}
