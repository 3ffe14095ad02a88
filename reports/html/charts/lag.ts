import type { NodeState } from '../../../runner/results.ts'
import type { LeftBehind, Scene } from '../../events.ts'
import { bytes, moment, plural } from '../../quantities.ts'
import type { Chart } from './chart.ts'
import { lagCurve, LEAST_KIB, leftCurve } from './lag-curves.ts'

export function* lag(states: NodeState[], { leftBehind }: Scene): Generator<Chart> {
  const known = states.filter(isBehind)
  const most = Math.max(...known.map(({ lagBytes }) => lagBytes), ...leftBehind.map(lost), 0)
  if (known.length === 0 || most === 0) return
  const nodes = [...Map.groupBy(states, (state) => state.node)].filter(([, all]) =>
    all.some(isBehind),
  )
  yield {
    id: 'lag',
    title: 'Replication lag',
    about: `How far what a standby had replayed was behind what the primary had written, both asked at the same moment; a gap is where one of the two did not answer. ${LEFT} The scale is logarithmic; what is less than ${LEAST_KIB} KiB stands at its foot.`,
    alt: `Replication lag over the run, by standby (${plural(nodes.length, 'node')}): at most ${bytes(most)}. ${leftBehind.map(sayLeft).join(' ')} The table below has the figures.`,
    plot: {
      unit: 'KiB',
      // The rest of a WAL segment that a backup leaves empty counts as lag, and is a thousand times what a crash loses.
      scale: 'logarithmic',
      curves: [...nodes.map(lagCurve), ...leftCurve(leftBehind)],
    },
    columns: ['Time', 'Node', 'Behind'],
    rows: [
      ...known.map(({ timeNs, node, lagBytes }) => ({ timeNs, cells: [node, bytes(lagBytes)] })),
      ...leftBehind.map((each) => ({
        timeNs: each.timeNs,
        cells: [`${each.to}, promoted`, `at least ${bytes(each.bytes)}`],
      })),
    ]
      .toSorted((a, b) => a.timeNs - b.timeNs)
      .map(({ timeNs, cells }) => [moment(timeNs), ...cells]),
  }
}

const LEFT =
  'A dot is what a failover left behind: where the old primary was when it last answered the operator, less what the new one had received; it is at least so much, for the old primary may have written on.'

const isBehind = (state: NodeState): state is NodeState & { lagBytes: number } =>
  state.lagBytes !== undefined

const lost = ({ bytes: leftBytes }: LeftBehind) => leftBytes

function sayLeft({ timeNs, from, to, bytes: leftBytes }: LeftBehind): string {
  return `The failover from ${from} to ${to} at ${moment(timeNs)} left at least ${bytes(leftBytes)} behind.`
}
