const EVERY_MS = 15_000

/** Does what takes long: told as it begins, and every quarter of a minute that it still goes on. */
export async function telling<T>(
  progress: (message: string) => void,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  progress(what)
  const begin = performance.now()
  const passed = () => Math.round((performance.now() - begin) / 1000)
  const timer = setInterval(() => progress(`still ${what}: ${passed()} s so far`), EVERY_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
