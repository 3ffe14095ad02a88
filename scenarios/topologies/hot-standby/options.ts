import { z } from 'zod'
import { defaultPolicy, fencings } from '../../../runner/operator.ts'
import { diskOptions } from '../../databases/postgres/disk-options.ts'
import { parseSyncNames, type SyncNames } from '../../databases/postgres/sync-names.ts'
import { balancingOptions, wrongBalancing } from './balancing/options.ts'
import { patience } from '../patience.ts'

/** `async`: nobody is waited for; the others are the levels of synchronous_commit with standbys named to wait for. */
export const syncModes = ['async', 'off', 'local', 'remote_write', 'on', 'remote_apply'] as const

/** Whether a commit waits for any standby that is named. */
export function waitsForStandbys({ sync }: Pick<HotStandbyOptions, 'sync'>): boolean {
  return !['async', 'off', 'local'].includes(sync)
}

/** Which of the standbys that answer is promoted; `first` is by the order of --sync-names, or else by number. */
export const choices = ['most-advanced', 'least-advanced', 'first'] as const
export type Choice = (typeof choices)[number]

const described = z.object({
  sync: z
    .enum(syncModes)
    .default('async')
    .describe('what a commit waits for: async, off, local, remote_write, on or remote_apply'),
  syncNames: z
    .string()
    .optional()
    .describe(
      'for how many of which standbys: "FIRST 1 (n2, n3)", "ANY 2 (n2, n3, n4)" (default: any one)',
    ),
  standbys: z.coerce
    .number()
    .int()
    .min(1)
    .max(8)
    .default(2)
    .describe('standbys beside the primary'),
  cascade: z
    .enum(['no', 'yes'])
    .default('no')
    .describe('yes: each standby streams from the one before it, and the first from the primary'),
  slots: z
    .enum(['no', 'yes'])
    .default('no')
    .describe('yes: WAL is kept for standbys by replication slots, and by nothing else'),
  archive: z
    .enum(['no', 'on', 'always'])
    .default('no')
    .describe(
      'whose WAL is archived too (archive_mode): no, on (the primary’s), always (all nodes’)',
    ),
  archiveTimeout: z.coerce
    .number()
    .int()
    .min(0)
    .max(3600)
    .optional()
    .describe('seconds after which a segment is shipped that is not full (default: 2; 0: never)'),
  statusInterval: z.coerce
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(10)
    .describe('seconds between what standbys report of themselves (0: only what commits wait for)'),
  ...balancingOptions,
  applyDelay: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .describe('ms by which standbys replay later than they could (recovery_min_apply_delay)'),
  patience,
  fence: z
    .enum(fencings)
    .default(defaultPolicy.fence)
    .describe('whether it is killed before another is promoted: yes, wait for its end, or no'),
  rejoin: z
    .enum(['clone', 'rewind'])
    .default('clone')
    .describe('how an old primary becomes a standby: clone, or rewind by pg_rewind (docker)'),
  choose: z
    .enum(choices)
    .default('most-advanced')
    .describe('the standby to promote: most-advanced, least-advanced or first'),
  ...diskOptions,
})

export type HotStandbyOptions = z.output<typeof described>

/** What its options have to do with each other is said of the one that is wrong by that. */
export const options = described.superRefine((given, { addIssue }) => {
  const each = {
    syncNames: wrongNames,
    cascade: wrongCascade,
    ...wrongArchives,
    ...wrongBalancing,
  }
  for (const [path, wrong] of Object.entries(each)) {
    const message = wrong(given)
    if (message !== undefined) addIssue({ code: 'custom', path: [path], message })
  }
})

/** The first is the primary to begin with. */
export function nodesOf({ standbys }: Pick<HotStandbyOptions, 'standbys'>): string[] {
  return Array.from({ length: standbys + 1 }, (_, i) => `n${i + 1}`)
}

/** Whom the primary is told to wait for; nobody is named where none is waited for. */
export function syncNamesOf({
  sync,
  syncNames,
  standbys,
}: Pick<HotStandbyOptions, 'sync' | 'syncNames' | 'standbys'>): SyncNames | undefined {
  if (sync === 'async') return undefined
  if (syncNames !== undefined) return parseSyncNames(syncNames)
  return { method: 'ANY', count: 1, names: nodesOf({ standbys }) }
}

/** Why nobody could ever wait so, after what was asked for. */
function wrongNames({ sync, syncNames, standbys }: HotStandbyOptions): string | undefined {
  if (syncNames === undefined) return undefined
  if (sync === 'async') return 'says nothing to --sync async: use --sync on'
  const nodes = nodesOf({ standbys })
  const asked = parseSyncNames(syncNames)
  if (asked === undefined)
    return `is none that PostgreSQL takes: use FIRST or ANY, a number and names, as in "ANY 1 (${nodes.slice(1).join(', ')})"`
  const { names, count } = asked
  const unknown = names.find((name) => !nodes.includes(name))
  if (unknown !== undefined) return `names ${unknown}, and there are ${nodes.join(', ')}`
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) return `names ${twice} twice: name it once`
  const able = names.filter((name) => name !== nodes[0]).length
  if (able === 0) return `names the primary alone: name standbys, ${nodes.slice(1).join(', ')}`
  if (count > able)
    return `waits for ${count} standbys and names ${able}, so that no commit would ever return: wait for ${able} at most`
}

/** Why standbys can't stream from each other so. */
function wrongCascade({
  cascade,
  standbys,
  slots,
  syncNames,
}: HotStandbyOptions): string | undefined {
  if (cascade === 'no') return undefined
  if (standbys < 2) return 'needs a standby to stream from another: use --standbys 2 at least'
  if (syncNames !== undefined)
    return 'leaves one standby that can confirm a commit, whichever it is: leave out --sync-names'
  if (slots === 'yes') return 'has no slots on standbys: leave out --slots'
}

/** In seconds; 0 is never. */
export function archiveTimeoutOf({ archiveTimeout = 2 }: HotStandbyOptions): number {
  return archiveTimeout
}

const wrongArchives = {
  /** Why the archive would mix up two histories. */
  archive({ archive, fence }: HotStandbyOptions): string | undefined {
    if (archive !== 'no' && fence === 'no')
      return 'gets what an old primary writes that nobody fenced, and standbys would take it for the new one’s: leave out --fence no'
  },
  archiveTimeout({ archive, archiveTimeout }: HotStandbyOptions): string | undefined {
    if (archive === 'no' && archiveTimeout !== undefined)
      return 'says nothing without an archive: use --archive on'
  },
}
