import type { History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'

/** What a transaction saw of a key that it did not write itself; `null` for a key that nobody had written. */
export type Seen = [key: Key, value: unknown]

/**
 * What an acknowledged transaction saw, sorted by key: its `["r", key, value]`, or the object or Map that a `read`
 * of several keys gave. `null` where it is neither that nor a write.
 */
export function readsIn(history: History, start: number, end: number): Seen[] | null {
  const value = history.value[end]
  const f = history.names[history.f[end]]
  const isRead = f === 'read'
  const group = history.key[start] < 0 ? '' : `${history.keys[history.key[start]]} `
  if (isRead && typeof value === 'object' && value !== null && !Array.isArray(value))
    return sorted(group, value instanceof Map ? [...value] : Object.entries(value))
  if (!Array.isArray(value)) return isRead || f === 'txn' ? null : []
  if (!value.every(isMicro)) return f === 'write' ? [] : null
  const written = new Set(value.filter(([name]) => name === 'w').map(([, key]) => key))
  const reads = value.filter(([name, key]) => name === 'r' && !written.has(key))
  return sorted(
    group,
    reads.map(([, key, seen]) => [key, seen]),
  )
}

type Micro = [name: 'r' | 'w', key: Key, value: unknown]

function isMicro(micro: unknown): micro is Micro {
  return Array.isArray(micro) && (micro[0] === 'r' || micro[0] === 'w')
}

/** A key that was read twice tells what was read first. The keys of a `group` are its own. */
function sorted(group: string, reads: [Key, unknown][]): Seen[] {
  const first = new Map<Key, unknown>()
  for (const [key, value] of reads) if (!first.has(key)) first.set(key, value)
  return [...first]
    .map(([key, value]): Seen => [group === '' ? key : `${group}${key}`, value ?? null])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}
