import type pg from 'pg'
import type { Outcome } from '../../../runner/workload.ts'
import type { Decisions } from './decisions.ts'
import { errorText, outcomeOf } from './outcome.ts'

/** The part of a transaction over several servers that is on one of them. */
export interface Part {
  node: string
  client: pg.Client
}

/** How a transaction ended; its sessions are of no use any more where one of them did not answer. */
export type End = Pick<Outcome, 'type' | 'error'> & { broken?: true }

/** One part after the other: whatever stops it between two of them leaves half a commit. */
export async function inOnePhase(parts: readonly Part[]): Promise<End> {
  for (const [i, part] of parts.entries())
    try {
      await tell(part, 'COMMIT')
    } catch (error) {
      const before = parts.slice(0, i).map(({ node }) => node)
      const left = { error: errorText(error), broken: true } as const
      if (before.length === 0) return { type: outcomeOf(error), ...left }
      const half = `${part.node} did not commit, and ${before.join(' and ')} did`
      return { type: 'info', ...left, error: `${left.error} (${half})` }
    }
  return { type: 'ok' }
}

/** Once all have prepared it is decided, and will be committed wherever it is prepared, be it later and by another. */
export async function inTwoPhases(parts: readonly Part[], decisions: Decisions): Promise<End> {
  const name = decisions.begin()
  const { done, failed } = await tellAll(parts, `PREPARE TRANSACTION '${name}'`)
  if (failed !== undefined) {
    decisions.forget(name)
    const undone = await tellAll(done, `ROLLBACK PREPARED '${name}'`)
    return {
      type: 'fail',
      error: `${errorText(failed.error)} (${failed.node} did not prepare)`,
      ...(isAnswered(failed.error) && undone.failed === undefined ? {} : { broken: true }),
    }
  }
  decisions.commit(name)
  const committed = await tellAll(parts, `COMMIT PREPARED '${name}'`)
  if (committed.failed !== undefined) {
    const { error, node } = committed.failed
    return { type: 'info', error: `${errorText(error)} (${node} is in doubt)`, broken: true }
  }
  decisions.forget(name)
  return { type: 'ok' }
}

/** Whether the server itself answered with an error, after which its session can go on. */
export function isAnswered(error: unknown): boolean {
  return (error as { severity?: string }).severity === 'ERROR'
}

/** Which parts did something, all of them at once, and the first that did not. */
async function tellAll(
  parts: readonly Part[],
  text: string,
): Promise<{ done: Part[]; failed?: { node: string; error: unknown } }> {
  const ends = await Promise.allSettled(parts.map((part) => tell(part, text)))
  const done = parts.filter((_, i) => ends[i].status === 'fulfilled')
  const at = ends.findIndex(({ status }) => status === 'rejected')
  if (at < 0) return { done }
  const { reason } = ends[at] as PromiseRejectedResult
  return { done, failed: { node: parts[at].node, error: reason } }
}

/** A transaction that had failed before is rolled back whatever is said, and that is answered without an error. */
async function tell({ node, client }: Part, text: string): Promise<void> {
  const { command } = await client.query(text)
  if (!text.startsWith(command)) throw new Error(`${text} on ${node} ended in ${command}`)
}
