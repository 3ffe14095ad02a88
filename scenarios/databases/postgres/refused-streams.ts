import type { PostgresServer } from './server.ts'

const refusal =
  /from WAL stream: ERROR:\s+(requested starting point \S+ is ahead of the WAL flush position of this server \S+)/g

/** How often, and in whose words, a standby was refused because it had more than who it asked for the rest. */
export async function refusedStreams({ node }: PostgresServer): Promise<string[]> {
  const refused = [...(await node.logs()).matchAll(refusal)].map(([, said]) => said.trimEnd())
  return refused.length === 0 ? [] : [`${refused[0]} (${refused.length} times)`]
}
