import type { Operation } from '../../../history/operation.ts'
import type { Choose } from './objects.ts'

/**
 * A history with one thing changed, which may make it wrong in one of the ways that real objects are. `sight` is the
 * `f` of the operations whose answers can be wrong.
 */
export function spoiled(history: readonly Operation[], choose: Choose, sight: string): Operation[] {
  const ends = history.filter(({ type }) => type === 'ok')
  const answers = ends.filter(({ f }) => f === sight)
  if (answers.length === 0) return [...history]
  const end = ends[choose(ends.length)]
  const [one, other] = [answers[choose(answers.length)], answers[choose(answers.length)]]
  const answered = (values: Map<Operation, unknown>): Operation[] =>
    history.map((each) => (values.has(each) ? { ...each, value: values.get(each) } : each))
  switch (choose(6)) {
    // Two answers exchanged.
    case 0:
      return answered(
        new Map([
          [one, other.value],
          [other, one.value],
        ]),
      )
    // An answer that there was nothing.
    case 1:
      return answered(new Map([[one, null]]))
    // An end that nobody saw.
    case 2:
      return withoutTheEnd(history, end)
    // An operation that took less time, by its end or by its start.
    case 3:
      return withEarlierEnd(history, end, choose)
    // One whose end nobody saw and that never was.
    case 4:
      return withoutOneOpen(history, choose)
    default:
      return withLaterStart(history, end, choose)
  }
}

/** An end that nobody saw: its process is another one from then on, as that of a client that was told nothing. */
export function withoutTheEnd(history: readonly Operation[], end: Operation): Operation[] {
  const at = history.indexOf(end)
  const fresh = 1 + Math.max(...history.map(({ process }) => (process === 'fault' ? 0 : process)))
  return history.map((each, place) => {
    if (place < at || each.process !== end.process) return each
    return each === end ? { ...each, type: 'info' } : { ...each, process: fresh }
  })
}

function withEarlierEnd(
  history: readonly Operation[],
  end: Operation,
  choose: Choose,
): Operation[] {
  const at = history.indexOf(end)
  const start = startOf(history, at)
  const to = start + 1 + choose(at - start)
  return renumbered(history.toSpliced(at, 1).toSpliced(to, 0, end))
}

function withLaterStart(
  history: readonly Operation[],
  end: Operation,
  choose: Choose,
): Operation[] {
  const at = history.indexOf(end)
  const start = startOf(history, at)
  const to = start + choose(at - start)
  return renumbered(history.toSpliced(start, 1).toSpliced(to, 0, history[start]))
}

function withoutOneOpen(history: readonly Operation[], choose: Choose): Operation[] {
  const open = history.filter(({ type }) => type === 'info')
  if (open.length === 0) return [...history]
  const end = open[choose(open.length)]
  const start = history[startOf(history, history.indexOf(end))]
  return renumbered(history.filter((each) => each !== start && each !== end))
}

function startOf(history: readonly Operation[], end: number): number {
  const { process } = history[end]
  return history.findLastIndex(
    (each, place) => place < end && each.process === process && each.type === 'invoke',
  )
}

function renumbered(history: readonly Operation[]): Operation[] {
  return history.map((each, index) => ({ ...each, index, timeNs: 1000 * index }))
}
