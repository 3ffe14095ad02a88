import { bytesBefore } from './segments.ts'

/** Whether this is what a server with `hot_standby = off` answers everybody while it replays: a standby, or after a crash. */
export function isOfClosed(error: unknown): boolean {
  const { code, detail } = error as { code?: string; detail?: string }
  return code === '57P03' && detail === 'Hot standby mode is disabled.'
}

const AS_STANDBY = 'entering standby mode'
const turns = new RegExp(`starting PostgreSQL|${AS_STANDBY}|archive recovery complete`, 'g')
const restored = /restored log file "(?<name>[0-9A-F]{24})" from archive/g

/**
 * Up to where a standby has WAL that it restored since it last began to replay, which it tells in its log alone;
 * `undefined` where the server replays and is no standby.
 */
export function restoredBytes(log: string, segmentBytes: number): number | undefined {
  const turn = [...log.matchAll(turns)].at(-1)
  if (turn?.[0] !== AS_STANDBY) return undefined
  const last = [...log.slice(turn.index).matchAll(restored)].at(-1)?.groups
  return last === undefined ? 0 : bytesBefore(last.name, segmentBytes) + segmentBytes
}
