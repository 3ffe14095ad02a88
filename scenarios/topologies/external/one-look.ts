/** Has all who look at once share one look, or they would wait for each other's where nobody answers. */
export function oneLook<T>(look: () => Promise<T>): () => Promise<T> {
  let under: Promise<T> | undefined
  return () => {
    under ??= look().finally(() => (under = undefined))
    return under
  }
}
