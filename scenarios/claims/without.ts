import type { Checker } from '../../checkers/checker.ts'
import { History } from '../../history/history.ts'

/** A checker that leaves out reads, by the rows at which they ended: each counts as never answered, so that every operation keeps its row. */
export function without(
  checker: Checker,
  apart: (history: History) => ReadonlySet<number>,
): Checker {
  return {
    ...checker,
    check(history, about) {
      const rows = apart(history)
      const operations = history
        .operations()
        .map((each) =>
          rows.has(each.index) ? { ...each, type: 'fail' as const, value: null } : each,
        )
      return checker.check(
        History.from(operations, { completionOnly: history.completionOnly }),
        about,
      )
    },
  }
}
