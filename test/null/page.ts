import type { Trials } from '../evidence/trials.ts'
import type { IdleInjector } from './injectors.ts'
import type { Pair } from './pairs.ts'
import { ratioOf } from '../../runner/ratio.ts'

/** Both runs of a seed, by the name of what was armed in one of them. */
export type KeptPair = Pair & { experiment: string; seed: number }

const intro = `# What does nothing changes nothing

Each injector was armed so that it never does anything, and pairs of runs were made of one seed: with it and without.
Verdicts must be the same, and the ratio of acknowledged writes a second, with its 95 % interval over pairs, must have 1
within. Of many intervals one in twenty misses it by chance. \`npm run evidence:null\` makes the pairs, keeps each as it
ends, and goes on where it was when it is started again.

| Injector | Armed | Pairs | Verdicts | Writes a second, with ÷ without | Says |
|---|---|---|---|---|---|
`

/** A row for each injector of which there are pairs. */
export function nullPage(
  armed: readonly { name: string; injector: IdleInjector }[],
  kept: Trials<KeptPair>,
): string {
  const rows = armed.flatMap(({ name, injector }) => {
    const pairs = kept.of(name)
    return pairs.length === 0 ? [] : [rowOf(name, injector, pairs)]
  })
  return `${intro}${rows.join('\n')}\n`
}

function rowOf(name: string, { about }: IdleInjector, pairs: readonly Pair[]): string {
  const { ratio, from, to } = ratioOf(
    pairs.map((pair) => [pair.without.acknowledgedPerSecond, pair.with.acknowledgedPerSecond]),
  )
  const digits = [ratio, from, to].map((each) => each.toFixed(3))
  // Of one pair nobody can tell an interval.
  const isOne = pairs.length === 1
  const says = isOne ? 'too few pairs' : from <= 1 && to >= 1 ? 'no difference' : '**a difference**'
  const interval = isOne ? digits[0] : `${digits[0]} (${digits[1]} to ${digits[2]})`
  return `| ${[name, about, pairs.length, verdictsIn(pairs), interval, says].join(' | ')} |`
}

function verdictsIn(pairs: readonly Pair[]): string {
  const other = pairs.filter((pair) => pair.without.verdicts !== pair.with.verdicts)
  if (other.length === 0) return 'the same'
  const [{ without, with: with_ }] = other
  return `**other in ${other.length}**: ${without.verdicts} without, ${with_.verdicts} with it`
}
