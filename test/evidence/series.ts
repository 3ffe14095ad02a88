import { Command } from 'commander'

/** Of every experiment the first seed; the others follow it. */
export const FIRST_SEED = 1000

interface Asked {
  /** Whether one of this name is asked for. */
  isMeant(name: string): boolean
  seeds: number
  atOnce: number
}

/** What the command line of a series asks for; `defaults` where it says nothing. */
export function askedFor(
  about: { name: string; description: string },
  defaults: { only: string; seeds: number },
): Asked {
  const { only, seeds, atOnce } = new Command(about.name)
    .description(about.description)
    .option('--only <words>', 'those whose name contains each of these', defaults.only)
    .option('--seeds <n>', 'at most so many of each', String(defaults.seeds))
    .option('--at-once <n>', 'so many runs side by side', '1')
    .parse()
    .opts<{ only: string; seeds: string; atOnce: string }>()
  const words = only.split(' ')
  const isMeant = (name: string) => words.every((word) => name.includes(word))
  return { isMeant, seeds: Number(seeds), atOnce: Number(atOnce) }
}

/**
 * What is asked for and has not been tried yet, each with its seed. One seed of all comes before the next, so that a
 * series which is broken off has something of everything.
 */
export function untried<T>(
  all: readonly T[],
  nameOf: (each: T) => string,
  { isMeant, seeds }: Pick<Asked, 'isMeant' | 'seeds'>,
  trials: { has(name: string, seed: number): boolean },
): { each: T; seed: number }[] {
  const meant = all.filter((each) => isMeant(nameOf(each)))
  return Array.from({ length: seeds }, (_, i) => FIRST_SEED + i).flatMap((seed) =>
    meant.filter((each) => !trials.has(nameOf(each), seed)).map((each) => ({ each, seed })),
  )
}

/**
 * Makes all of these runs, so many side by side. A run that was broken off says nothing: at a signal those that are under
 * way come to their end, and a second one ends all.
 */
export async function inSeries<Run>(
  runs: readonly Run[],
  atOnce: number,
  make: (run: Run) => Promise<void>,
): Promise<void> {
  const pending = [...runs]
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => pending.splice(0))
  const work = async () => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) await make(next)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
