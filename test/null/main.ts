import { Command } from 'commander'
import { runtimeNames } from '../../runner/runtimes/open.ts'
import { idleInjectors } from './injectors.ts'
import { pairOf, type Pair } from './pairs.ts'
import { ratioOf } from './ratio.ts'

const { only, pairs: asked } = new Command('null')
  .description('tells what injectors change that are armed and do nothing: it should be nothing')
  .option('--only <text>', 'injectors whose runtime and name contain this', '')
  .option('--pairs <n>', 'so many pairs of runs of each', '10')
  .parse()
  .opts<{ only: string; pairs: string }>()

const all = runtimeNames.flatMap((runtime) =>
  idleInjectors
    .filter(({ runtimes }) => runtimes.includes(runtime))
    .map((injector) => ({ name: `${runtime} ${injector.name}`, runtime, injector })),
)

for (const { name, runtime, injector } of all.filter((each) => each.name.includes(only))) {
  const pairs: Pair[] = []
  while (pairs.length < Number(asked)) pairs.push(await pairOf(injector, runtime, pairs.length))
  console.log(`${name}: ${injector.about}\n  ${verdictsIn(pairs)}\n  ${throughputIn(pairs)}`)
}

function verdictsIn(pairs: readonly Pair[]): string {
  const other = pairs.filter((pair) => pair.without.verdicts !== pair.with.verdicts)
  if (other.length === 0) return `the same verdicts in ${pairs.length} of ${pairs.length} pairs`
  const [{ without, with: with_ }] = other
  return `OTHER VERDICTS in ${other.length} of ${pairs.length} pairs: ${without.verdicts} without, ${with_.verdicts} with it`
}

function throughputIn(pairs: readonly Pair[]): string {
  const { ratio, from, to } = ratioOf(
    pairs.map((pair) => [pair.without.acknowledgedPerSecond, pair.with.acknowledgedPerSecond]),
  )
  const digits = [ratio, from, to].map((each) => each.toFixed(3))
  const is = from <= 1 && to >= 1 ? 'no difference seen' : 'A DIFFERENCE'
  return `throughput × ${digits[0]} (${digits[1]} to ${digits[2]}): ${is}`
}
