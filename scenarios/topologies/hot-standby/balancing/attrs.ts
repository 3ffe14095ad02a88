import type { TargetSessionAttrs } from '../../../databases/postgres/multi-host.ts'
import { readers } from '../reads.ts'

/** Who answers reads; of the last two only those know who ask servers what they are. */
export const readersAsked = [...readers, 'prefer-standbys', 'read-only'] as const
export type ReadsAsked = (typeof readersAsked)[number]

/** What servers are asked for, as libpq calls it, for a session that writes and for one that reads. */
export interface AttrsOf {
  write: Writes
  read: TargetSessionAttrs
}

/** Whom writers look for: `any` plants a defect, for whoever answers is not asked whether it takes writes. */
export const writers = ['primary', 'read-write', 'any'] as const
export type Writes = (typeof writers)[number]

export function attrsOf({ reads, writes }: { reads: ReadsAsked; writes: Writes }): AttrsOf {
  return { write: writes, read: attrsOfReads[reads] }
}

const attrsOfReads: Record<ReadsAsked, TargetSessionAttrs> = {
  primary: 'primary',
  standbys: 'standby',
  'prefer-standbys': 'prefer-standby',
  'read-only': 'read-only',
  any: 'any',
}
