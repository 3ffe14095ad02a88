/** A fault that makes commits hang, longer than clients wait for an answer, and the primary’s death while it is in force. */
export const thenDeath = (fault: string) => [
  {
    sequence: [
      { fault, at: '1500ms' },
      { fault: 'kill-primary', after: '3s' },
    ],
  },
]
