import fc from 'fast-check'
import type { Operation } from '../../../history/operation.ts'

/** For property tests: the next thing that one of a few processes does, begin an operation or end the one it began. */
export interface Step {
  process: number
  outcome: 'ok' | 'fail' | 'info'
  /** An operation takes effect when it begins or when it ends; one that ends in `info` may have none. */
  early: boolean
  effective: boolean
  /** Whatever else the operation needs to be drawn from. */
  dice: number
}

export const steps = (maxLength = 60): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      process: fc.nat(3),
      outcome: fc.constantFrom<Step['outcome'][]>('ok', 'ok', 'ok', 'ok', 'fail', 'info'),
      early: fc.boolean(),
      effective: fc.boolean(),
      dice: fc.nat(999),
    }),
    { maxLength, size: 'max' },
  )

type Request = Pick<Operation, 'f' | 'value' | 'key' | 'node'>

interface Running {
  process: number
  step: Step
  request: Request
  /** What it read, if it has taken effect. */
  seen: unknown
}

/**
 * Interleaves operations on an object that does one thing at a time: `effect` does it and gives what an `ok` ends
 * with. Operations that are still running at the end never end; then `last` runs alone.
 */
export function play(
  walk: Step[],
  begin: (step: Step) => Request,
  effect: (request: Request, step: Step) => unknown,
  last: Request[] = [],
): Operation[] {
  const operations: Operation[] = []
  const running = new Map<number, Running>()
  const processes = [0, 1, 2, 3]
  const push = (process: number, type: Operation['type'], request: Request) =>
    operations.push({
      index: operations.length,
      process,
      type,
      ...request,
      timeNs: operations.length * 1e6,
    })
  for (const step of walk) {
    const {
      process,
      request,
      seen,
      step: own,
    } = running.get(step.process) ?? {
      process: processes[step.process],
      request: begin(step),
      seen: undefined,
      step,
    }
    const happens = own.outcome === 'ok' || (own.outcome === 'info' && own.effective)
    if (running.delete(step.process)) {
      const value = happens && !own.early ? effect(request, own) : seen
      push(process, own.outcome, own.outcome === 'ok' ? { ...request, value } : request)
      if (own.outcome === 'info') processes[step.process] += 4
    } else {
      push(process, 'invoke', request)
      const value = happens && own.early ? effect(request, own) : undefined
      running.set(step.process, { process, request, seen: value, step })
    }
  }
  for (const [i, request] of last.entries()) {
    push(9000 + i, 'invoke', request)
    push(9000 + i, 'ok', { ...request, value: effect(request, walk[0]) })
  }
  return operations
}

/** The same history with other values for some completions. */
export function withValues(
  operations: Operation[],
  change: (operation: Operation) => unknown,
): Operation[] {
  return operations.map((operation) =>
    operation.type === 'ok' ? { ...operation, value: change(operation) } : operation,
  )
}
