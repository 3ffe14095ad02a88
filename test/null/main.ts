import { writeFileSync } from 'node:fs'
import { runtimeNames } from '../../runner/runtimes/open.ts'
import { askedFor, FIRST_SEED, inSeries } from '../evidence/series.ts'
import { Trials } from '../evidence/trials.ts'
import { idleInjectors } from './injectors.ts'
import { nullPage, type KeptPair } from './page.ts'
import { pairOf } from './pairs.ts'

const { isMeant, seeds, atOnce } = askedFor(
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
const pending = Array.from({ length: seeds }, (_, i) => FIRST_SEED + i)
  .flatMap((seed) => armed.map((each) => ({ ...each, seed })))
  .filter(({ name, seed }) => isMeant(name) && !kept.has(name, seed))

await inSeries(pending, atOnce, async ({ name, runtime, injector, seed }) => {
  const pair = await pairOf(injector, runtime, seed)
  kept.add({ experiment: name, seed, ...pair })
  writeFileSync('docs/null.md', nullPage(armed, kept))
  console.log(`${name}, seed ${seed}: ${JSON.stringify(pair)}`)
})
