import type { Conversation } from './conversation.ts'
import { PostgresConversation } from './postgres-conversation.ts'

/** How connections are followed, by the name that a proxy's `protocol` has. */
export const protocols: ReadonlyMap<string, () => Conversation> = new Map([
  ['postgres', () => new PostgresConversation()],
])
