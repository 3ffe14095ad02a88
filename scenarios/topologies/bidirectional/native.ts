import { conflictsIn } from '../../databases/postgres/conflicts.ts'
import {
  arrived,
  logicalSettings,
  publish,
  subscribeToWriter,
} from '../../databases/postgres/logical.ts'
import { applyOf, stoppedApply } from '../../databases/postgres/stopped-apply.ts'
import type { Replication } from './replication.ts'

/** What others wrote is not sent on, or it would go round for ever. */
const ownOnly = { origin: 'none' }

/** PostgreSQL's own subscriptions, which ask no row whose it is. */
export const native: Replication = {
  settings: logicalSettings,
  publish: (server, tables) =>
    publish(
      server,
      server.node.name,
      tables.map((table) => ({ table })),
    ),
  follow(server, publisher, upstream, { copy } = { copy: false }) {
    const more = { ...ownOnly, ...(copy && { copy_data: 'true' }) }
    return subscribeToWriter(server, publisher, { upstream, slot: server.node.name, more })
  },
  async arrived(publisher, subscribers, limitMs) {
    const byName = new Map(subscribers.map((each) => [each.node.name, each]))
    await arrived(publisher, [...byName.keys()], limitMs, async (name) =>
      (await stoppedApply(byName.get(name)!)).has(publisher.node.name),
    )
  },
  inspections: (server) => [conflictsIn(server), applyOf(server)],
}
