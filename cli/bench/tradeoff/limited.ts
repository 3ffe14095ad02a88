import type { Level } from './level.ts'

/**
 * The same with so many hundredths of a processor for each node: where that is little enough for all of them together, no
 * server takes from another what it would have on a machine of its own. Runs that kill are as they were.
 */
export function limited(level: Level, percent: number): Level {
  return {
    ...level,
    needs: level.needs.union(new Set(['cpu-limit'] as const)),
    async start(runtime, ...place) {
      const system = await level.start(runtime, ...place)
      for (const node of runtime.nodes) await node.limitCpu!(percent)
      return system
    },
  }
}
