import { z } from 'zod'

/** What a commit waits for of a subscriber; `async` is nothing. */
export const syncModes = ['async', 'remote_write', 'on', 'remote_apply'] as const

/** Who answers reads. */
export const readers = ['primary', 'subscribers', 'any'] as const

const described = z.object({
  subscribers: z.coerce
    .number()
    .int()
    .min(1)
    .max(4)
    .default(2)
    .describe('subscribers beside the primary, which publishes'),
  failover: z
    .enum(['subscriber', 'standby'])
    .default('subscriber')
    .describe(
      'who is promoted: a subscriber, or a physical standby that has its slots (failover slots)',
    ),
  standbySlots: z
    .enum(['yes', 'no'])
    .default('yes')
    .describe(
      'no: subscribers may get what that standby has not (synchronized_standby_slots is empty)',
    ),
  sync: z
    .enum(syncModes)
    .default('async')
    .describe('what a commit waits for of one subscriber: async, remote_write, on or remote_apply'),
  applyCommit: z
    .enum(['off', 'local'])
    .default('off')
    .describe('synchronous_commit of the subscriptions: off (the default of PostgreSQL) or local'),
  reads: z
    .enum(readers)
    .default('primary')
    .describe('who answers reads: primary, subscribers, or any node'),
  writes: z
    .enum(['primary', 'any'])
    .default('primary')
    .describe('any: clients write where they are, for no subscriber refuses it'),
  alsoPublish: z
    .string()
    .regex(/^[a-z_]+(,[a-z_]+)*$/, 'is no list of tables: name them as in "one,other"')
    .optional()
    .describe('further tables for the publication to name, as in "one,other"'),
  identity: z
    .enum(['default', 'full', 'nothing'])
    .default('default')
    .describe(
      'by what rows are known (replica identity): default (the key), full, or nothing, as without a key',
    ),
  ownRows: z
    .enum(['no', 'yes'])
    .default('no')
    .describe('yes: a subscriber has a row of its own before it copies those that are published'),
})

export type LogicalOptions = z.output<typeof described>

/** What its options have to do with each other is said of the one that is wrong by that. */
export const options = described.superRefine((given, { addIssue }) => {
  const wrong = (path: keyof LogicalOptions, message: string) =>
    addIssue({ code: 'custom', path: [path], message })
  const { failover, sync, applyCommit, standbySlots, writes } = given
  if (failover === 'standby' && sync !== 'async')
    wrong('sync', 'waits for a subscriber, where a standby is promoted: leave it out')
  if (failover === 'subscriber' && standbySlots === 'no')
    wrong('standbySlots', 'says nothing without a standby: use --failover standby')
  if (failover === 'standby' && writes === 'any')
    wrong('writes', 'leaves open who has what: use --failover subscriber')
  if (failover === 'standby' && applyCommit === 'local')
    wrong('applyCommit', 'says nothing where no commit waits for a subscriber: leave it out')
})

/** The standby that a primary fails over to, where that is none of the subscribers. */
const STANDBY = 'n2'

/** The first is the primary to begin with. */
export function nodesOf({ subscribers, failover }: LogicalOptions): string[] {
  const others = failover === 'standby' ? subscribers + 1 : subscribers
  return Array.from({ length: others + 1 }, (_, i) => `n${i + 1}`)
}

/** What each node begins as. */
export function roleOf(name: string, { failover }: LogicalOptions): string {
  if (name === 'n1') return 'primary'
  return failover === 'standby' && name === STANDBY ? 'standby' : 'subscriber'
}

export function subscribersOf(options: LogicalOptions): string[] {
  return nodesOf(options).filter((name) => roleOf(name, options) === 'subscriber')
}

/** Whom the primary is told to wait for: any one that is not itself. */
export function syncNamesOf(options: LogicalOptions): string | undefined {
  return options.sync === 'async' ? undefined : `ANY 1 (${nodesOf(options).join(', ')})`
}

/** Of whoever publishes. */
export function commitSettings(options: LogicalOptions): Record<string, string> {
  const names = syncNamesOf(options)
  if (names === undefined) return {}
  return { synchronous_standby_names: names, synchronous_commit: options.sync }
}

/** Of each subscription, beside the defaults. */
export function subscriptionOptions({ applyCommit }: LogicalOptions): Record<string, string> {
  return { synchronous_commit: applyCommit }
}
