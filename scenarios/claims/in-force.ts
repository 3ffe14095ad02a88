import type { Evidence } from '../../runner/evidence.ts'

/** The settings that make a mode, by its name. */
export interface ExpectedMode {
  /** Of synchronous_commit. */
  commit: string
  /** Whether standbys are named to wait for. */
  named: boolean
}

/**
 * Why the mode that a claim speaks of was not, or is not known to have been, in force throughout: one sentence;
 * `undefined` where every look found it.
 */
export function notInForce(
  { modes }: Evidence,
  { commit, named }: ExpectedMode,
): string | undefined {
  if (modes.length === 0) return 'The record of this run does not tell which mode was in force.'
  const wrong = modes.find(
    ({ settings }) =>
      settings.synchronous_commit !== commit ||
      (settings.synchronous_standby_names !== '') !== named,
  )
  if (wrong === undefined) return undefined
  const { synchronous_commit, synchronous_standby_names } = wrong.settings
  const at = (wrong.timeNs / 1e9).toFixed(1)
  return `The mode was not in force: at ${at} s ${wrong.node} had synchronous_commit=${synchronous_commit} and synchronous_standby_names='${synchronous_standby_names}'.`
}
