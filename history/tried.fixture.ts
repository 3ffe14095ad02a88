/** How many random cases a test tries: all in `npm test`, which sets the variable, and a fifth while one works. */
export function tried(all: number): number {
  return process.env.SPLITBRAIN_THOROUGH === '1' ? all : Math.ceil(all / 5)
}
