import { History } from '../../history/history.ts'
import type { Operation, OpType } from '../../history/operation.ts'
import { evidenceOf, type Evidence } from '../../runner/evidence.ts'

type Line = Omit<Operation, 'index'>

/** Something that was done or noticed, in milliseconds, and its end. */
export function event(
  kind: Operation['kind'],
  f: string,
  [fromMs, untilMs = fromMs]: [number, number?],
  value: object,
): Line[] {
  const about = { process: 'fault', kind, f, value } as const
  return [
    { ...about, type: 'invoke', timeNs: fromMs * 1e6 },
    { ...about, type: 'ok', timeNs: untilMs * 1e6 },
  ]
}

/** A fault that came into force at one moment and was taken back at another. */
export function fault(f: string, [fromMs, untilMs]: [number, number], value: object): Line[] {
  return [
    ...event('fault', f, [fromMs], value),
    ...event('undo', `undo ${f}`, [untilMs], { nodes: (value as { nodes: string[] }).nodes }),
  ]
}

/** What n1 said of its mode at the beginning. */
export function mode(names: string, standbys: object = { n2: 'quorum', n3: 'quorum' }): Line[] {
  const settings = { synchronous_commit: 'on', synchronous_standby_names: names }
  return event('observed', 'mode', [0], { node: 'n1', settings, standbys })
}

export interface Call {
  f?: string
  process?: number
  key?: number
  value?: unknown
  /** What it returned, where that is something else. */
  answer?: unknown
  /** From when to when, in milliseconds. */
  ms: [number, number]
  type?: Exclude<OpType, 'invoke'>
  node?: string
}

/** A client's operation; a write of `value` that was acknowledged where nothing else is told. */
export function call({
  f = 'add',
  process = 1,
  key,
  value = null,
  answer = value,
  ms: [fromMs, untilMs],
  type = 'ok',
  node = 'n1',
}: Call): Line[] {
  const about = { process, f, node, ...(key !== undefined && { key }) }
  return [
    { ...about, type: 'invoke', value, timeNs: fromMs * 1e6 },
    { ...about, type, value: answer, timeNs: untilMs * 1e6 },
  ]
}

/** All of it in the order of time. */
export function timeline(...lines: Line[][]): Evidence {
  const inOrder = lines.flat().toSorted((a, b) => a.timeNs - b.timeNs)
  return evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
}
