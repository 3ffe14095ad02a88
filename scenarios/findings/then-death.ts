/** A fault that makes commits hang, and the primary’s death while it is still in force. */
export const thenDeath = (fault: string) => [
  {
    sequence: [
      { fault, at: '1500ms' },
      { fault: 'kill-primary', after: '2s' },
    ],
  },
]
