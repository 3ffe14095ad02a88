/** What a reader may be promised, with the name of the anomaly that breaks it. */
export const guarantees = {
  /** A read shows every write that was acknowledged before it began. */
  recency: 'stale read',
  'read your writes': 'read-your-writes violation',
  'monotonic reads': 'non-monotonic read',
  'monotonic writes': 'monotonic-writes violation',
  'writes follow reads': 'writes-follow-reads violation',
  /** Whoever shows a write shows all that was acknowledged before it began. */
  'consistent prefix': 'inconsistent prefix',
} as const

export type Guarantee = keyof typeof guarantees

/** A read that breaks a promise, told with the operations that prove it, by a row of each. */
export interface Violation {
  guarantee: Guarantee
  summary: string
  rows: number[]
}

/** How far one read was behind what had been acknowledged when it began. */
export interface Age {
  /** The row at which the read ended. */
  end: number
  /** Since the first acknowledgement of something that it did not show. */
  ageNs: number
  /** Acknowledged writes that it did not show. */
  versions: number
}

/** What a kind of history shows of its reads: every read's age, and at most one violation of each kind a read. */
export interface Findings {
  ages: Age[]
  violations: Violation[]
}
