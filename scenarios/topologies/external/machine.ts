import { SplitbrainError } from '../../../history/errors.ts'
import type { ExternalNode, Machine, Shared } from '../../../runner/runtimes/external/node.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import type { Address } from './address.ts'
import type { Seen, Server } from './dialect.ts'
import type { OwnSchema } from './schema.ts'

export type Role = 'primary' | 'standby'

/** What is known of a machine at a moment. */
export interface Look {
  role: Role
  id?: string
  lsnBytes?: number
  replayedBytes?: number
}

/** A machine of a cluster file; what has a DSN is asked, and what has none answers by its hook. */
export interface OwnMachine extends Machine {
  /** Whether whoever answers there is one of the others. */
  isProxy: boolean
  address?: Address
  server?: Server
  /** At this moment. */
  ask(): Promise<Look>
  /** For whoever looks again and again. */
  look(): Promise<Look>
}

/** What the machines of a run have in common beside that. */
export interface OwnShared extends Shared {
  made(schema: OwnSchema): void
  dropped(): void
}

export function machineOf(node: Node): OwnMachine {
  return (node as ExternalNode).machine as OwnMachine
}

export function sharedOf(node: Node): OwnShared {
  return (node as ExternalNode).shared as OwnShared
}

/** What a server says of itself, as a role. */
export function lookOf({ standby, id, lsnBytes, replayedBytes }: Seen): Look {
  return { role: standby ? 'standby' : 'primary', id, lsnBytes, replayedBytes }
}

/** What a hook says who is asked for its role. */
export function askedByHook(node: string, ask: () => Promise<string>): () => Promise<Look> {
  return async () => ({ role: roleIn(node, await ask()) })
}

/** What was said holds for so long. */
export function heldFor<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { atMs: number; said: Promise<T> } | undefined
  return () => {
    if (last === undefined || performance.now() - last.atMs > ms)
      last = { atMs: performance.now(), said: ask() }
    return last.said
  }
}

function roleIn(node: string, said: string): Role {
  const word = said.trim()
  if (word === 'primary' || word === 'standby') return word
  throw new SplitbrainError(
    'runtime',
    `The hook role of ${node} has to say primary or standby, and said ${JSON.stringify(word.slice(0, 100))}.`,
  )
}
