/** How often a machine that is busy with something else may break a run before it comes to what it is for. */
const ATTEMPTS = 3

/** Makes a run again for as long as it proves nothing; what it proved, good or bad, is never asked a second time. */
export async function untilProven<T>(
  run: () => Promise<T>,
  isProven: (result: T) => boolean,
): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left--) {
    const result = await run()
    if (left === 0 || isProven(result)) return result
  }
}
