import { plural } from '../../reports/quantities.ts'
import { rateText } from '../../runner/interval.ts'
import type { Smallest } from './smallest.ts'

/** What ended the search before it was over. */
export type Broke = 'Interrupted' | 'The budget is spent'

/** Where not even the whole schedule fails. */
export function goneText(runs: number, broke?: Broke): string {
  return broke === 'Interrupted'
    ? `Interrupted: of ${plural(runs, 'run')} none failed as the first one did.`
    : `It fails no more: the whole schedule passed in ${plural(runs, 'run')}.`
}

export function foundText({ steps, rate }: Smallest, all: number, broke?: Broke): string {
  const { failed, of } = rate
  const often =
    of === 0
      ? 'it failed, and there was no run left to tell how often'
      : `${failed} of ${plural(of, 'run')} failed, ${rateText(failed, of)}`
  const early = broke === undefined ? '' : ` ${broke}: a smaller one may be there.`
  return `${steps} of ${plural(all, 'step')} ${steps === 1 ? 'is' : 'are'} enough: ${often}.${early}`
}
