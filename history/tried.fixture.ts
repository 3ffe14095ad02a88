const isThorough = process.env.SPLITBRAIN_THOROUGH === '1'

/** How many random cases a test tries: all in `npm test`, which sets the variable, and a tenth while one works. */
export function tried(all: number): number {
  return isThorough ? all : Math.ceil(all / 10)
}

/** More than so many of them must be of a kind, or they would say nothing; of few, chance makes any share but none. */
export function least(all: number): number {
  return isThorough ? all : 0
}
