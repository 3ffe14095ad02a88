import { z } from 'zod'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Plan } from '../../../reports/tradeoff/results.ts'
import { capabilitiesOf } from '../../../runner/runtimes/capabilities.ts'
import type { RuntimeName } from '../../../runner/runtimes/open.ts'
import { optionNamed, valuesOf } from '../../words.ts'
import { LEAST_FIGURES } from './bootstrap.ts'
import { SINGLE, syncLevels } from './levels.ts'

const MOST_RTT_MS = 2_000
const MOST_CLIENTS = 150
/** PostgreSQL takes no more. */
const MOST_COMMIT_DELAY_MS = 100

const numbers = z.object({
  rounds: z.coerce.number().int().min(LEAST_FIGURES).max(1_000),
  seconds: z.coerce.number().min(0.1).max(600),
  kills: z.coerce.number().int().min(0).max(100),
  standbys: z.coerce.number().int().min(1).max(8),
  commitDelay: z.coerce.number().min(0).max(MOST_COMMIT_DELAY_MS),
  percent: z.coerce.number().int().min(1).max(100).optional(),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})

type Words = Record<keyof z.output<typeof numbers> | 'rtt' | 'clients', string>
export type PlanWords = Omit<Words, 'percent'> & { percent?: string; runtime: RuntimeName }

/** What the words of the command line ask for, or a `usage` error. */
export function planOf(names: readonly string[], words: PlanWords): Plan {
  const { rtt, clients, runtime, ...others } = words
  if (words.percent !== undefined && !capabilitiesOf[runtime].has('cpu-limit'))
    throw new SplitbrainError(
      'usage',
      `The ${runtime} runtime can't leave each node a part of a processor: use --runtime docker, or leave out --percent.`,
    )
  const taken = Object.fromEntries(
    Object.keys(numbers.shape).map((key) => [key, others[key as keyof typeof others]]),
  )
  return {
    levels: names.length === 0 ? [SINGLE, ...syncLevels] : [...new Set(names)],
    rttsMs: wholeNumbers('--rtt', rtt, [0, MOST_RTT_MS], '0,5,20'),
    clients: wholeNumbers('--clients', clients, [1, MOST_CLIENTS], '1,8'),
    ...valuesOf(numbers, taken, optionNamed),
    runtime,
  }
}

/** Each once, in rising order. */
function wholeNumbers(
  option: string,
  words: string,
  [least, most]: [number, number],
  example: string,
): number[] {
  const isOne = (word: string) =>
    /^\d+$/.test(word) && Number(word) >= least && Number(word) <= most
  const all = words.split(',').map((word) => word.trim())
  const wrong = all.find((word) => !isOne(word))
  if (wrong !== undefined)
    throw new SplitbrainError(
      'usage',
      `${option} takes whole numbers from ${least} to ${most}, as ${example}, not ${JSON.stringify(wrong)}.`,
    )
  return [...new Set(all.map(Number))].toSorted((a, b) => a - b)
}
