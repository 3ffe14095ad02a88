import { SplitbrainError } from '../history/errors.ts'
import type { Condition } from '../runner/condition.ts'
import { conditions } from '../scenarios/schedule/conditions.ts'
import type { Layout } from '../scenarios/topologies/topology.ts'
import { unknownName } from './nearest.ts'

/** From a condition's words to the condition in such a cluster, or a `usage` error with the nearest right words. */
export function chooseCondition(words: string, layout: Layout): Condition {
  // As one says it: after 1000 acknowledged writes, while a commit waits.
  const said = words.trim().replace(/^(after|when|while)\s+/, '')
  const examples = conditions.flatMap((kind) => kind.example(layout) ?? [])
  const kind = conditions.find(({ pattern }) => pattern.test(said))
  if (kind === undefined) throw unknownName('condition', words, examples)
  if (kind.example(layout) === undefined)
    throw new SplitbrainError(
      'usage',
      `The condition ${JSON.stringify(words)} never holds in this topology: there are ${examples.join(', ')}.`,
    )
  const parts = kind.pattern.exec(said)?.groups ?? {}
  for (const [part, known] of Object.entries(kind.known ?? {}))
    if (!known(layout).includes(parts[part])) throw unknownName(part, parts[part], known(layout))
  return kind.make(said, parts, layout)
}
