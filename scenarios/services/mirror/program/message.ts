import type { Way } from './ways.ts'

/** The first line of whoever comes, with the secret of the run. */
export type Hello = { secret: string } & (
  | { ask: 'ping' }
  /** Makes a copy and takes it to a peer. */
  | ({ ask: 'pass' } & Pass)
  /** Brings a copy, or what has changed since the last one. */
  | ({ ask: 'deliver' } & Delivery)
  /** The last whole copy becomes the data directory. */
  | { ask: 'release' }
)

export interface Pass {
  to: { host: string; port: number }
  way: Way
  /** Of its own among all copies that this cluster makes, and later ones have higher ones. */
  number: number
  /** Over how long a live copy is spread. */
  spreadMs: number
}

export interface Delivery {
  /** Whoever keeps in mind what it has delivered. */
  origin: string
  number: number
  /** Whether files take the place of those of the last copy as they come, and not all at once. */
  inPlace: boolean
}

/** What is delivered: files with their content after this line, and at the end the names of all that is to be there. */
export type Piece = { path: string; bytes: number } | All

export interface All {
  folders: string[]
  files: string[]
}

/** What came of a pass. */
export interface Passed {
  files: number
  bytes: number
  /** For how long the server stood still. */
  frozenMs: number
}
