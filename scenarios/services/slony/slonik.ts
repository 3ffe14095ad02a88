import { SplitbrainError } from '../../../history/errors.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'

/** A failover waits for a daemon's worker twice where nobody wakes that. */
const LIMIT_SECONDS = 100
const TIMED_OUT = 124

/** The word of the server, or of Slony's functions in it, among what else is told. */
const error = /ERROR: +(.*)/

/** Carries out statements of slonik's language, by its own program on a node; the error has what it says, in a line. */
export async function slonik(on: Node, statements: readonly string[]): Promise<void> {
  const argv = ['timeout', String(LIMIT_SECONDS), 'slonik']
  const script = statements.map((each) => `${each};\n`).join('')
  const { exitCode, output } = await on.exec(argv, script)
  if (exitCode === 0) return
  const said = error.exec(output)?.[1] ?? output.trim().split('\n').at(-1)
  throw exitCode === TIMED_OUT
    ? new SplitbrainError('timeout', `slonik did not end in ${LIMIT_SECONDS} s: ${said}`)
    : new SplitbrainError('runtime', `slonik ended with ${exitCode}: ${said}`)
}
