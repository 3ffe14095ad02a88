import type { Operation } from '../../../history/operation.ts'
import type { Request, SampleObject } from './objects.ts'

interface Span {
  request: Request
  start: number
  end: number
  output: unknown
  failed: boolean
}

/** Tries every order: slow, but right as can be seen. Failures of `observed` operations are answers like others. */
export function isLinearizable(
  object: SampleObject,
  history: readonly Operation[],
  observed: readonly string[] = [],
): boolean {
  const open = new Map<unknown, Span>()
  const spans: Span[] = []
  for (const { process, type, f, key, value, index } of history) {
    if (type === 'invoke') {
      const asked = { f, value, process: process as number }
      const request = key === undefined ? asked : { ...asked, key }
      const span = { request, start: index, end: Infinity, output: undefined, failed: false }
      open.set(process, span)
      spans.push(span)
    } else if (type !== 'info')
      Object.assign(open.get(process)!, { end: index, output: value, failed: type === 'fail' })
  }
  const judged = spans.filter(({ failed, request }) => !failed || observed.includes(request.f))
  return canOrder(object, object.initial, judged)
}

function canOrder(object: SampleObject, state: unknown, left: readonly Span[]): boolean {
  const firstEnd = Math.min(...left.map(({ end }) => end))
  if (firstEnd === Infinity) return true
  return left.some((span) => {
    if (span.start > firstEnd) return false
    const done = object.perform(state, span.request)
    const rest = left.filter((other) => other !== span)
    if (span.end === Infinity) return !done.failed && canOrder(object, done.state, rest)
    const isRight = JSON.stringify(done.output) === JSON.stringify(span.output)
    return isRight && (done.failed ?? false) === span.failed && canOrder(object, done.state, rest)
  })
}
