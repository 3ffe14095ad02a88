import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import type { InterruptedRewind } from '../databases/postgres/interrupted-rewind.ts'
import type { LeftByRewind } from '../databases/postgres/left-by-rewind.ts'
import type { Returned } from '../databases/postgres/returned.ts'
import type { ComingBack } from '../databases/postgres/rewinding.ts'
import { unknown } from './after-failover.ts'

/** A rewind that was to bring an old primary back, as its fault told of it. */
interface Rewind extends InterruptedRewind, Returned {
  node: string
  source: string
  left: LeftByRewind
  back: ComingBack
}

/** Of one whose rewind failed half-way, by whichever way it was brought back after that. */
export const rewoundPrimaryFollows: Claim = {
  id: 'rewound-primary-follows',
  sentence:
    'bring an old primary server back online after failover as a standby that follows the new primary',
  source: 'PostgreSQL documentation, reference page of pg_rewind, section "Description"',
  trial: (evidence) => rewindsIn(evidence).length > 0,
  covers: () => false,
  decide(_, evidence) {
    const rewinds = rewindsIn(evidence)
    const interrupted = rewinds.filter(({ exitCode }) => exitCode !== 0)
    if (interrupted.length === 0) return unknown('No rewind was interrupted.')
    const power = {
      kilobytesBefore: Math.min(
        ...interrupted.map(({ struckAtBytes = 0 }) => struckAtBytes / 1000),
      ),
      rowsCompared: Math.min(...interrupted.map(({ rows }) => rows?.compared ?? 0)),
    }
    const bad = interrupted.find((each) => !isSound(each))
    if (bad !== undefined)
      return { verdict: 'violated', reason: `${courseOf(bad)} ${stateOf(bad)}`, power }
    if (power.rowsCompared === 0) return unknown('There was no row to compare.', power)
    const [{ node, source, rows }] = interrupted
    return {
      verdict: 'holds',
      reason: `${courseOf(interrupted[0])} ${node} follows ${source} and has the same ${rows!.compared} rows.`,
      power,
    }
  },
}

function rewindsIn({ history }: Evidence): Rewind[] {
  return faultSpans(history).flatMap(({ nodes: [node], inForceRow }) => {
    const { rewind } = (history.value[inForceRow] ?? {}) as { rewind?: Omit<Rewind, 'node'> }
    return rewind === undefined ? [] : [{ ...rewind, node }]
  })
}

function isSound({ follows, rows }: Rewind): boolean {
  return follows && rows !== undefined && rows.missing === 0 && rows.ofItsOwn === 0
}

const ways: Record<ComingBack, string> = {
  start: 'Started as it was left',
  again: 'Rewound once more',
  clone: 'With a new copy',
}

/** What happened to the rewind, by its own words and count, and what it left. */
function courseOf({
  node,
  source,
  said,
  copiedKilobytes,
  ofKilobytes,
  left,
  back,
}: Rewind): string {
  const { control, timeline, hasLabel, walFiles, emptyWalFiles } = left
  const label = hasLabel ? 'there is a backup label' : 'there is no backup label'
  return [
    `${source} died when the rewind of ${node} had copied ${copiedKilobytes ?? 0} of ${ofKilobytes ?? '?'} kB (${said}).`,
    `pg_control says "${control}" on timeline ${timeline ?? '?'}, ${label}, and ${emptyWalFiles} of ${walFiles} files of WAL are empty.`,
    `${ways[back]},`,
  ].join(' ')
}

function stateOf({ node, source, answers, follows, lines, rows, unread }: Rewind): string {
  const words = lines.length > 0 ? ` (${lines.join('; ')})` : ''
  if (!answers) return `${node} does not come up${words}.`
  const following = follows ? `follows ${source}` : `follows nobody${words}`
  if (rows === undefined) return `${node} answers, ${following}, and can't be read: ${unread}.`
  return `${node} answers, ${following}, and lacks ${rows.missing} of ${rows.compared} rows and shows ${rows.ofItsOwn} that ${source} has not.`
}
