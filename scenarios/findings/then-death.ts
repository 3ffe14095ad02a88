/** A fault that makes commits hang, longer than clients wait for an answer, and the primary’s death while it is in force. */
export const thenDeath = (fault: string) => [
  {
    sequence: [
      { fault, at: '1500ms' },
      { fault: 'kill-primary', after: '3s' },
    ],
  },
]

/** Commits hang as well, and nobody loses patience; the standby is heard again before the primary dies. */
export const patienceThenDeath = [
  { fault: 'cut-replication', at: '1500ms', for: '1500ms' },
  { fault: 'kill-primary', at: '4500ms' },
]
