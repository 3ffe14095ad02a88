import { writeFileSync } from 'node:fs'
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
  const pair = await pairOf(injector, runtime, seed)
  kept.add({ experiment: name, seed, ...pair })
  writeFileSync('docs/null.md', nullPage(armed, kept))
  console.log(`${name}, seed ${seed}: ${JSON.stringify(pair)}`)
})
