import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import { SWITCHOVER } from '../../runner/evidence.ts'
import { groupsOf } from '../../runner/groups.ts'
import { recordEvent } from '../../runner/recorder.ts'
import { faultKind } from './kind.ts'
import { answeringServer, hasOnePrimary, serversOf, takingWrites } from './servers.ts'
import { streams } from './streams.ts'

/** No failure at all: what maintenance asks for, and what it keeps clients from. */
export const switchover = faultKind({
  verb: SWITCHOVER,
  about:
    'planned: the primary is shut down cleanly, a standby that has all is promoted, and the old primary follows it as it is',
  target: 'none',
  settings: z.strictObject({}),
  reaches: (_, layout) => hasOnePrimary(layout) && (layout.handsOver ?? streams(layout)),
  make: () => ({
    needs: [],
    // It is over when it is done.
    lastsMs: 0,
    inject: ({ cluster, record, exclusively }) =>
      exclusively(async () => {
        const group = groupsOf(cluster).find((each) => each.switchOver !== undefined)
        if (group?.switchOver === undefined)
          throw new SplitbrainError('usage', 'Nobody here can hand the primary’s part over.')
        await answeringServer(cluster, { name: group.primary() })
        const servers = serversOf(cluster)
        const writing = () => group.writing?.() ?? takingWrites(servers)
        const before = await writing()
        const detail = await group.switchOver((name, node, act) =>
          recordEvent(record, 'operator', name, { node }, act),
        )
        const { from, to } = detail
        const after = await writing()
        const isNew = to !== undefined && after.includes(to) && !before.includes(to)
        return {
          nodes: to === undefined ? [from] : [from, to],
          undo: async () => {},
          effect: async () => ({ took: isNew, by: { primary: after.join(' and ') || 'nobody' } }),
          detail: { ...detail },
        }
      }),
  }),
})
