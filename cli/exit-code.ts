import { exitCodes } from '../history/errors.ts'
import type { RunResults } from '../runner/results.ts'

/** crash > wrong usage > fail > unknown > 0; an interrupted run says so unless something worse is known. */
export function exitCodeOf(all: RunResults[], interrupted: boolean): number {
  const codes = all.map(({ error }) => error?.code)
  if (codes.some((code) => code !== undefined && code !== 'interrupted' && code !== 'usage'))
    return exitCodes.crash
  if (codes.includes('usage')) return exitCodes.usage
  if (interrupted) return exitCodes.interrupted
  if (all.some(({ verdict }) => verdict === 'fail')) return exitCodes.fail
  return all.length > 0 && all.every(({ verdict }) => verdict === 'pass')
    ? exitCodes.ok
    : exitCodes.unknown
}
