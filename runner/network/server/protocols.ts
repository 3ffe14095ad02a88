import type { Conversation } from './conversation.ts'
import { MysqlConversation } from './mysql-conversation.ts'
import { PostgresConversation } from './postgres-conversation.ts'

/** How connections are followed, by the name that a proxy's `protocol` has. */
export const protocols: ReadonlyMap<string, () => Conversation> = new Map<
  string,
  () => Conversation
>([
  ['postgres', () => new PostgresConversation()],
  ['mysql', () => new MysqlConversation()],
])
