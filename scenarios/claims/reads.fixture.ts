import { evidenceOf, type Evidence } from '../../runner/evidence.ts'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'

export type Lines = Omit<Operation, 'index' | 'timeNs'>[]

const whole = (invoked: Omit<Lines[0], 'type'>, value: unknown): Lines => [
  { ...invoked, type: 'invoke' },
  { ...invoked, type: 'ok', value },
]

/** A write of register 1 that the primary acknowledged. */
export const write = (value: number, node = 'n1', process = 0): Lines =>
  whole({ process, f: 'write', key: 1, value, node }, value)

export const cas = (from: number, to: number, process = 0): Lines =>
  whole({ process, f: 'cas', key: 1, value: [from, to], node: 'n1' }, [from, to])

/** A read of register 1 that a node answered. */
export const read = (value: number | null, node: string, process = 1): Lines =>
  whole({ process, f: 'read', key: 1, value: null, node }, value)

export const failover = (from: string, to: string): Lines =>
  whole({ process: 'fault', kind: 'operator', f: 'failover', value: {} }, { from, to })

export const switchover = (from: string, to: string): Lines =>
  whole({ process: 'fault', kind: 'fault', f: 'switchover', value: {} }, { from, to })

/** What servers said of their mode. */
export const mode = (synchronous_standby_names: string): Lines => {
  const settings = { synchronous_commit: 'on', synchronous_standby_names }
  const value = { node: 'n1', settings, standbys: {} }
  return whole({ process: 'fault', kind: 'observed', f: 'mode', value }, value)
}

/** All of these one after the other, a tenth of a second apart. */
export function evidence(...lines: Lines[]): Evidence {
  const all = lines.flat().map((each, index) => ({ ...each, index, timeNs: index * 1e8 }))
  return evidenceOf(History.from(all))
}
