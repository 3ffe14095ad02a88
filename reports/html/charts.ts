import type { NodeState, RunResults } from '../../runner/results.ts'
import type { Scene } from '../events.ts'
import { lag } from './charts/lag.ts'
import { latencyOverTime } from './charts/latency.ts'
import { queue } from './charts/queue.ts'
import { section } from './charts/section.ts'
import { throughput } from './charts/throughput.ts'
import type { Draw } from './draw.ts'
import type { Markup } from './markup.ts'

export async function charts(
  results: RunResults,
  states: NodeState[],
  scene: Scene,
  load = loadLazily,
): Promise<Markup[]> {
  const all = [
    ...throughput(results),
    ...latencyOverTime(results),
    ...lag(states, scene),
    ...queue(states),
  ]
  if (all.length === 0) return []
  const draw = await load().catch((error: unknown) => () => {
    throw error
  })
  return all.map((chart) => section(chart, (size) => draw(chart.plot, scene, size)))
}

/** The drawing library is big and native, so a command that draws nothing never loads it. */
async function loadLazily(): Promise<Draw> {
  return (await import('./draw.ts')).loadDraw()
}
