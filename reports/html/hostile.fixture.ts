import { History } from '../../history/history.ts'
import type { FailoverRun } from '../failover.fixture.ts'

/** The run with `prefix` before every text in it: names, values, errors, reasons, even where only a few words are right. */
export function prefixed(
  { results, history, states, links }: FailoverRun,
  prefix: string,
): FailoverRun {
  const everywhere = <T>(part: T): T => {
    if (typeof part === 'string') return (prefix + part) as T
    if (Array.isArray(part)) return part.map(everywhere) as T
    if (part === null || typeof part !== 'object') return part
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => [name, everywhere(value)]),
    ) as T
  }
  const { checks, run, ...rest } = results
  const named = <T>(record: Record<string, T>) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [prefix + name, value]))
  const operations = [...history.operations()].map((operation) => ({
    ...operation,
    value: everywhere(operation.value),
    ...(operation.node !== undefined && { node: prefix + operation.node }),
  }))
  return {
    history: History.from(operations),
    states: everywhere(states),
    links: everywhere(links),
    results: {
      ...everywhere(rest),
      run: {
        ...everywhere(run),
        options: named(run.options),
        versions: named(everywhere(run.versions)),
      },
      // The known names stay, for under another one a check has no figures to show.
      checks: { ...everywhere(checks), [`${prefix}check`]: everywhere(checks.durability) },
    },
  }
}
