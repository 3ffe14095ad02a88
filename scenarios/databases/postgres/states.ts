import type { NodeState } from '../../../runner/results.ts'
import type { PostgresServer } from './server.ts'

/** What a server without a rival is at this moment: its role and position, as far as it answers. */
export async function stateOf(
  server: PostgresServer,
  role: string,
): Promise<Omit<NodeState, 'timeNs'>> {
  const node = server.node.name
  const seen = await server.glance().catch(() => undefined)
  return seen === undefined ? { node, role: 'down' } : { node, role, lsnBytes: seen.lsnBytes }
}

/** Each server's role and position, and how far a standby is behind the primary's of the same moment. */
export async function statesOf(
  servers: ReadonlyMap<string, Pick<PostgresServer, 'glance'>>,
  primary: string,
): Promise<Omit<NodeState, 'timeNs'>[]> {
  const seen = await Promise.all(
    [...servers].map(async ([node, server]) => {
      return { node, position: await server.glance().catch(() => undefined) }
    }),
  )
  const ahead = seen.find(({ node }) => node === primary)?.position
  return seen.map(({ node, position }) => {
    if (position === undefined) return { node, role: 'down' }
    const { standby, replayedBytes: lsnBytes } = position
    if (!standby) return { node, role: 'primary', lsnBytes }
    const lagBytes = ahead && Math.max(0, ahead.lsnBytes - lsnBytes)
    return { node, role: 'standby', lsnBytes, lagBytes }
  })
}
