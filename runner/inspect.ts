import { describeError, SplitbrainError } from '../history/errors.ts'
import { INSPECT } from '../history/history.ts'
import type { Recorder } from './recorder.ts'
import type { Cluster, Inspection } from './topology.ts'
import { within } from './within.ts'

/** Of one look of one tool. */
const LIMIT_MS = 20_000
/** A broken page may make a tool complain of each row that was in it. */
const FINDINGS_TOLD = 50
/** Beyond the number of every process of the final reads. */
const FIRST_PROCESS = 2 ** 31

/** Has every node's tools look at it, one after the other; the nodes side by side, a process each. */
export async function inspect(
  cluster: Pick<Cluster, 'inspections'>,
  record: Recorder,
): Promise<void> {
  const all = cluster.inspections?.() ?? []
  const nodes = [...new Set(all.map(({ node }) => node))]
  const ends = (each: Inspection) => each.ends ?? false
  for (const round of [all.filter((each) => !ends(each)), all.filter(ends)])
    await Promise.all(
      nodes.map(async (name, i) => {
        for (const each of round.filter(({ node }) => node === name))
          await look(each, FIRST_PROCESS + i, record)
      }),
    )
}

/** What can't be looked at is in the history as such: it is not known to be sound. */
async function look(
  { tool, of, node, look: findings, count }: Inspection,
  process: number,
  record: Recorder,
): Promise<void> {
  const about = { process, node, f: INSPECT }
  const named = of === undefined ? { tool } : { tool, of }
  record({ ...about, type: 'invoke', value: named })
  try {
    const late = new SplitbrainError('timeout', `It did not end in ${LIMIT_MS / 1000} s.`)
    const said = await within(findings(), LIMIT_MS, late)
    const counted = count && { counted: await within(count(), LIMIT_MS, late) }
    record({ ...about, type: 'ok', value: { ...named, findings: told(said), ...counted } })
  } catch (error) {
    record({ ...about, type: 'fail', value: named, error: describeError(error) })
  }
}

function told(said: readonly string[]): string[] {
  const findings = [...new Set(said)]
  const more = findings.length - FINDINGS_TOLD
  return more > 0 ? [...findings.slice(0, FINDINGS_TOLD), `and ${more} more`] : findings
}
