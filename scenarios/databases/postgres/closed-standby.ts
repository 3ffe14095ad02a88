import { bytesBefore } from './segments.ts'

/** Whether this is what a standby with `hot_standby = off` answers everybody, as soon as it replays. */
export function isOfClosedStandby(error: unknown): boolean {
  const { code, detail } = error as { code?: string; detail?: string }
  return code === '57P03' && detail === 'Hot standby mode is disabled.'
}

const restored = /restored log file "(?<name>[0-9A-F]{24})" from archive/g

/** Up to where a standby has WAL that it restored since it last began to replay, which it tells in its log alone. */
export function restoredBytes(log: string, segmentBytes: number): number {
  const present = log.slice(log.lastIndexOf('entering standby mode'))
  const last = [...present.matchAll(restored)].at(-1)?.groups
  return last === undefined ? 0 : bytesBefore(last.name, segmentBytes) + segmentBytes
}
