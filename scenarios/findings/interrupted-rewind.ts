import type { Finding } from './finding.ts'

const killing = (back: string) => [
  { fault: `interrupt-rewind-primary:back=${back}`, at: '3s', for: '1s' },
]

/** The twin's rewind dies in the same way, and nobody trusts what it left. */
export const interruptedRewind: Finding = {
  name: 'interrupted-rewind',
  about:
    'the new primary dies while the old one is rewound from it: what is left looks like a server that was shut down cleanly, and started so it is none that follows anybody',
  source: 'Patroni #2302 and #3652',
  topology: 'hot-standby',
  words: {
    sync: 'on',
    rejoin: 'rewind',
    schedule: killing('start'),
    timeLimit: 40,
    rate: 100,
    concurrency: 4,
  },
  shownBy: { claim: 'rewound-primary-follows' },
  repaired: { schedule: killing('clone') },
  runtimes: ['docker'],
}
