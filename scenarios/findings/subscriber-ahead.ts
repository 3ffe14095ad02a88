import type { Finding } from './finding.ts'

/** The standby hears nothing for a second, in which the subscriber gets what the primary writes. */
const unheardThenDead = [
  { fault: 'cut-n2-to-n1', at: '1500ms' },
  { fault: 'kill-primary:lead=0', at: '3s' },
]

export const subscriberAhead: Finding = {
  name: 'subscriber-ahead',
  about:
    'a primary’s standby hears nothing while a logical subscriber does, and is promoted: the subscriber has rows that the new primary lacks, and goes on beyond what that writes in their place',
  source: 'the manual of PostgreSQL, on synchronized_standby_slots (17 and later)',
  topology: 'logical',
  words: {
    failover: 'standby',
    standbySlots: 'no',
    subscribers: 1,
    schedule: unheardThenDead,
    timeLimit: 10,
    rate: 100,
    concurrency: 2,
  },
  shownBy: { claim: 'subscribers-are-never-ahead' },
  repaired: { standbySlots: 'yes' },
}
