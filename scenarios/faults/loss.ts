import { z } from 'zod'
import type { DetachMeans, LossMeans } from '../../runner/network/links.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'

/** What is to lose the messages, as a setting. */
export const lossMeans = z.enum(['proxy', 'packets']).default('proxy')

export function needsOf(by: LossMeans | DetachMeans): Capability[] {
  if (by === 'proxy') return []
  return by === 'packets' ? ['packet-filter'] : ['node-network']
}
