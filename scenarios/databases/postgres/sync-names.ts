/** synchronous_standby_names: how many of which standbys a commit waits for. */
export interface SyncNames {
  /** `FIRST`: those named first of all that are connected; `ANY`: whoever of them is the quickest. */
  method: 'FIRST' | 'ANY'
  count: number
  names: readonly string[]
}

const counted = /^(?:(?<method>FIRST|ANY)\s+)?(?<count>\d+)\s*\((?<names>[^()]*)\)$/i

/** As PostgreSQL reads it, whose shorter ways of writing it mean `FIRST`; undefined for what it would not take. */
export function parseSyncNames(text: string): SyncNames | undefined {
  const { method = 'FIRST', count = '1', names = text } = counted.exec(text.trim())?.groups ?? {}
  const each = names.split(',').map((name) => name.trim())
  if (!each.every((name) => /^\w+$/.test(name)) || Number(count) < 1) return undefined
  return { method: method.toUpperCase() as SyncNames['method'], count: Number(count), names: each }
}

export function textOf({ method, count, names }: SyncNames): string {
  return `${method} ${count} (${names.join(', ')})`
}

/** Who is promoted is no standby any more: the old primary, which will be one, takes its place. */
export function afterSwitch(sync: SyncNames, from: string, to: string): SyncNames {
  if (sync.names.includes(from)) return sync
  return { ...sync, names: sync.names.map((name) => (name === to ? from : name)) }
}

/** What a commit does where of a primary's standbys these are left, and the others were heard to go or fell silent. */
export function commitWith(
  { method, count, names }: SyncNames,
  { primary, left, silent }: { primary: string; left: readonly string[]; silent: boolean },
): 'waits' | 'goes on' | 'may do either' {
  const standbys = names.filter((name) => name !== primary)
  if (standbys.filter((name) => left.includes(name)).length < count) return 'waits'
  const isFirstLeft = standbys.slice(0, count).every((name) => left.includes(name))
  // One that is silent still counts as the first, for as long as its connection stands.
  return method === 'FIRST' && silent && !isFirstLeft ? 'may do either' : 'goes on'
}
