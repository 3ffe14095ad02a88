import type { Evidence, Mode } from '../../runner/evidence.ts'

/** What a primary said last of its mode before a row. */
export function modeAt(
  { modes, history }: Evidence,
  primary: string,
  row: number,
): Mode | undefined {
  return modes.findLast(({ node, timeNs }) => node === primary && timeNs <= history.timeNs[row])
}

/** The standbys that streamed from a primary itself, by its own word. */
export function directAt(evidence: Evidence, primary: string, row: number): string[] {
  return Object.keys(modeAt(evidence, primary, row)?.standbys ?? {})
}
