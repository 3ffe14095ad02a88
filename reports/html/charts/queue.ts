import type { NodeState } from '../../../runner/results.ts'
import { count, milliseconds, moment, plural } from '../../quantities.ts'
import type { Chart } from './chart.ts'
import { curveBy } from './node-curve.ts'

/** Where servers take each other's transactions into a queue, and all wait for whoever has too many in it. */
export function* queue(states: NodeState[]): Generator<Chart> {
  const known = states.filter(isTold)
  const most = Math.max(...known.map(({ queued }) => queued), 0)
  if (most === 0) return
  const nodes = [...Map.groupBy(states, ({ node }) => node)].filter(([, all]) => all.some(isTold))
  yield {
    id: 'queue',
    title: 'Waiting to be applied',
    about:
      'Transactions that had come to a server from the others and that it had not applied; a gap is where it did not answer. Who has too many of them has all servers pause.',
    alt: `Transactions that waited to be applied over the run, by server (${plural(nodes.length, 'node')}): at most ${count(most)}. The table below has the figures.`,
    plot: {
      unit: 'transactions',
      scale: 'linear',
      curves: nodes.map(curveBy(({ queued }) => queued ?? null)),
    },
    columns: ['Time', 'Node', 'Waiting', 'Paused so far'],
    rows: known.map(({ timeNs, node, queued, pausedMs = 0 }) => [
      moment(timeNs),
      node,
      count(queued),
      milliseconds(pausedMs),
    ]),
  }
}

const isTold = (state: NodeState): state is NodeState & { queued: number } =>
  state.queued !== undefined
