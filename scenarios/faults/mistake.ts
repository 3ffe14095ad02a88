import { z } from 'zod'
import { recordEvent } from '../../runner/recorder.ts'
import { faultKind } from './kind.ts'

/** Nothing fails, and what was asked for is done: only a backup has what there was before. */
export const mistake = faultKind({
  verb: 'mistake',
  about:
    'an operator loses the tables of the workload, and the database is recovered to just before',
  target: 'none',
  settings: z.strictObject({}),
  reaches: (_target, { recoverable = false }) => recoverable,
  make: () => ({
    needs: [],
    async inject({ cluster, now, record }) {
      const { node, ...detail } = await cluster.mistake!(now)
      const stop = () => cluster.node(node).stop()
      // Whatever is written now would be lost: the cluster heals by going back, once nothing else is broken.
      const undo = () => recordEvent(record, 'operator', 'fence', { node }, stop)
      const { rowsLost } = detail
      const effect = async () => ({ took: rowsLost > 0, by: { rowsLost } })
      return { nodes: [node], detail, undo, effect }
    },
  }),
})
