import type { LevelTold, Plan, Tradeoff } from '../../../reports/tradeoff/results.ts'
import { optionNamed } from '../../words.ts'
import { crossingsOf } from './crossing.ts'
import type { Level } from './level.ts'
import { pointsOf } from './points.ts'
import { sentenceOf } from './sentence.ts'
import type { Identity, SweepFolder } from './sweep-folder.ts'

/** What the folder holds, as figures and as a verdict. */
export function resultsOf(
  { blocks, kills }: Pick<SweepFolder, 'blocks' | 'kills'>,
  levels: readonly Level[],
  { plan, machine, versions }: Identity,
): Tradeoff {
  const told = levels.map(({ name, about, baseline, links }): LevelTold => ({
    name,
    about,
    baseline,
    delayedLinks: [...links],
  }))
  const points = pointsOf(plan, told, blocks.all)
  return {
    plan,
    command: commandOf(plan),
    machine,
    versions,
    levels: told,
    points,
    crossings: crossingsOf(told, points),
    kills: kills.all,
    sentence: sentenceOf(points),
  }
}

/** The exact command that repeats a sweep. */
export function commandOf(plan: Plan): string {
  const { levels, rttsMs, clients, ...others } = plan
  const words = { rtt: rttsMs, clients, ...others }
  const options = Object.entries(words).map(([key, value]) => `${optionNamed(key)} ${value}`)
  return ['npx splitbrain bench tradeoff', ...levels, ...options].join(' ')
}
