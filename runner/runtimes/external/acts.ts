/** What may be done to a machine of somebody else's, or asked of it. */
export const acts = [
  'kill',
  'stop',
  'start',
  'pause',
  'resume',
  'partition',
  'heal',
  'promote',
  'role',
  'logs',
] as const
export type Act = (typeof acts)[number]

/** What takes an act back. */
export const undoOf: Partial<Record<Act, Act>> = {
  kill: 'start',
  stop: 'start',
  pause: 'resume',
  partition: 'heal',
}

/** What whoever acts is told of the cluster. */
export interface About {
  /** Who has the primary's part at this moment. */
  primary?: string
  /** What the act that is taken back had said. */
  told?: string
}

/** Does it, and tells what was said; an error quotes that. */
export type Doing = (about: About) => Promise<string>

export type Doings = Partial<Record<Act, Doing>>
