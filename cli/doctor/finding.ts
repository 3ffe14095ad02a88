/** What a probe of `splitbrain doctor` found out. */
export interface Finding {
  what: string
  ok: boolean
  detail: string
  /** How to get what is missing. */
  advice?: string
}
