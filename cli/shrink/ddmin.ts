/**
 * Delta debugging: from parts that fail together to few of them that still do, by the algorithm ddmin of A. Zeller and
 * R. Hildebrandt ("Simplifying and Isolating Failure-Inducing Input", IEEE Transactions on Software Engineering 28(2),
 * 2002). Yields each smaller set as it is found; the last is one of which no single part can be left out, if `fails`
 * answered truly each time. Nothing is asked twice.
 */
export async function* ddmin<Part>(
  whole: readonly Part[],
  fails: (parts: readonly Part[]) => Promise<boolean>,
): AsyncGenerator<readonly Part[], void> {
  const asked = new Map<string, Promise<boolean>>()
  const failing = (places: readonly number[]): Promise<boolean> => {
    const name = places.join()
    const answer = asked.get(name) ?? fails(places.map((place) => whole[place]))
    asked.set(name, answer)
    return answer
  }
  let places = whole.map((_, place) => place)
  // The paper takes for granted that nothing at all passes; load alone may fail too, and then no part has a share in it.
  if (places.length > 0 && (await failing([]))) return yield []
  for (let chunks = 2; places.length >= 2;) {
    const smaller = await firstOf(candidates(places, chunks), failing)
    if (smaller !== undefined) {
      places = smaller.places
      chunks = smaller.chunks
      yield places.map((place) => whole[place])
    } else if (chunks < places.length) chunks = Math.min(2 * chunks, places.length)
    else return
  }
}

/** A set to try, and in how many chunks to divide it if it fails. */
interface Candidate {
  places: number[]
  chunks: number
}

/** Each chunk alone, and then all but each chunk. */
function candidates(places: readonly number[], chunks: number): Candidate[] {
  const size = places.length / chunks
  const bounds = Array.from({ length: chunks + 1 }, (_, i) => Math.round(i * size))
  const parts = bounds.slice(1).map((end, i) => places.slice(bounds[i], end))
  const without = parts.map((part) => places.filter((place) => !part.includes(place)))
  return [
    ...parts.map((part) => ({ places: part, chunks: 2 })),
    ...without.map((rest) => ({ places: rest, chunks: Math.max(chunks - 1, 2) })),
  ]
}

async function firstOf(
  all: readonly Candidate[],
  failing: (places: readonly number[]) => Promise<boolean>,
): Promise<Candidate | undefined> {
  for (const each of all) if (await failing(each.places)) return each
  return undefined
}
