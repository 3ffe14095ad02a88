import type { Conversation } from './conversation.ts'

/** Who says what, in turn. */
export type Line = ['client' | 'server', Buffer]

/** What passes, each with the bytes that would be let through of all that its side has said. */
export function passagesIn(conversation: Conversation, lines: Line[], size = Infinity): string[] {
  const before = { client: 0, server: 0 }
  return lines.flatMap(([side, bytes]) => {
    const told: string[] = []
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.subarray(at, at + size)
      const passing = side === 'client' ? conversation.sent(chunk) : conversation.answered(chunk)
      for (const { message, statement, cutAt } of passing)
        told.push(`${message} ${before[side] + cutAt} ${statement}`)
      before[side] += chunk.length
    }
    return told
  })
}
