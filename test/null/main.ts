import { writeFileSync } from 'node:fs'
import { SplitbrainError } from '../../history/errors.ts'
import { runtimeNames } from '../../runner/runtimes/open.ts'
import { askedFor, inSeries, untried } from '../evidence/series.ts'
import { Trials } from '../evidence/trials.ts'
import { idleInjectors } from './injectors.ts'
import { nullPage, type KeptPair } from './page.ts'
import { pairOf } from './pairs.ts'

const asked = askedFor(
  {
    name: 'evidence:null',
    description: 'tells what injectors change that are armed and do nothing, in docs/null.md',
  },
  { only: '', seeds: 10 },
)

const kept = new Trials<KeptPair>('docs/null.jsonl')
const armed = runtimeNames.flatMap((runtime) =>
  idleInjectors
    .filter(({ runtimes }) => runtimes.includes(runtime))
    .map((injector) => ({ name: `${runtime} ${injector.name}`, runtime, injector })),
)
const pending = untried(armed, ({ name }) => name, asked, kept)

await inSeries(pending, asked.atOnce, async ({ each: { name, runtime, injector }, seed }) => {
  const pair = await pairOf(injector, runtime, seed).catch(leftOut(name))
  if (pair === undefined) return
  kept.add({ experiment: name, seed, ...pair })
  writeFileSync('docs/null.md', nullPage(armed, kept))
  console.log(`${name}, seed ${seed}: ${JSON.stringify(pair)}`)
})

/** What this machine can't arm is told, and keeps nothing else from being tried. */
function leftOut(name: string): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof SplitbrainError && error.code === 'usage')) throw error
    console.log(`${name} is left out: ${error.message}`)
  }
}
