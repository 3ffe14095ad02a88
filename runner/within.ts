/** What a promise gives, or `late` where that takes longer than so many milliseconds. */
export async function within<T>(answer: Promise<T>, limitMs: number, late: Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late), limitMs)
  try {
    return await Promise.race([answer, promise])
  } finally {
    clearTimeout(timer)
  }
}
