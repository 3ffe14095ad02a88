import { History } from '../../history/history.ts'
import type { Operation, OpType } from '../../history/operation.ts'
import type { MicroOp } from './transaction.ts'

/** `ax1rx12ry` is append 1 to x, read [1 2] of x, read nothing of y; `wx1gx1gy_` the same idea for registers. */
export function microOps(text: string): MicroOp[] {
  return [...text.matchAll(/([argw])([a-z])([\d_]*)/g)].map(([, kind, key, digits]) => {
    if (kind === 'a') return ['append', key, Number(digits)]
    if (kind === 'w') return ['w', key, Number(digits)]
    if (kind === 'r') return ['r', key, [...digits].map(Number)]
    return ['r', key, digits === '_' ? null : Number(digits)]
  })
}

function operation(process: number, type: OpType, value: unknown, timeNs: number): Operation {
  return { index: timeNs, process, type, f: 'txn', value, timeNs }
}

/** Completions alone, each of its own process: `ax1`, or `fail ax1`, `info ax1`. */
export function ended(...texts: string[]): History {
  const operations = texts.map((text, i) => {
    const [type, ops] = text.includes(' ') ? text.split(' ') : ['ok', text]
    return operation(i, type as OpType, microOps(ops), i)
  })
  return History.from(operations, { completionOnly: true })
}

/** One after the other, each of its own process. */
export function sequence(...texts: string[]): History {
  return spans(...texts.map((text, i) => `${i} ${text}`))
}

/** `1 ax1` runs in process 1; `1 [ax1` only begins there and `1 ]`, `1 fail` or `1 info` ends what was begun. */
export function spans(...texts: string[]): History {
  const operations: Operation[] = []
  const open = new Map<number, MicroOp[]>()
  const push = (process: number, type: OpType, ops: MicroOp[]) => {
    const value = type === 'ok' ? ops : ops.map((op) => (op[0] === 'r' ? ['r', op[1], null] : op))
    operations.push(operation(process, type, value, operations.length * 1000))
  }
  for (const text of texts) {
    const [name, what] = text.split(' ')
    const process = Number(name)
    if (what === ']' || what === 'fail' || what === 'info') {
      push(process, what === ']' ? 'ok' : what, open.get(process)!)
      continue
    }
    const ops = microOps(what)
    open.set(process, ops)
    push(process, 'invoke', ops)
    if (!what.startsWith('[')) push(process, 'ok', ops)
  }
  return History.from(operations)
}
