import { distance } from 'fastest-levenshtein'
import { SplitbrainError } from '../history/errors.ts'

const SUGGESTED = 3

/** The known names that `name` may have meant, the likeliest first; none where nothing is like it. */
export function nearest(name: string, known: Iterable<string>): string[] {
  const wanted = name.toLowerCase()
  const farthest = Math.max(2, Math.floor(wanted.length / 3))
  return [...known]
    .map((each) => ({ each, far: farFrom(wanted, each.toLowerCase()) }))
    .filter(({ far }) => far <= farthest)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, SUGGESTED)
    .map(({ each }) => each)
}

/** A name within the other one counts as near, for people shorten names. */
function farFrom(wanted: string, name: string): number {
  const isPart = wanted.length > 2 && (name.includes(wanted) || wanted.includes(name))
  return isPart ? 1 : distance(wanted, name)
}

/** The usage error for a name that isn't known: it tells the nearest ones, or `all` where none is near. */
export function unknownName(
  kind: string,
  name: string,
  known: readonly string[],
  all = known,
): SplitbrainError {
  return new SplitbrainError(
    'usage',
    `There is no ${kind} ${JSON.stringify(name)}: ${hint(name, known, all)}`,
  )
}

/** What may have been meant instead, as the end of a sentence. */
export function hint(name: string, known: readonly string[], all = known): string {
  const near = nearest(name, known)
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${all.join(', ')}.`
}
