import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import { isOther, resetClock, setClock, skewOf } from '../databases/postgres/clock.ts'
import { until } from '../databases/postgres/until.ts'
import { faultKind } from './kind.ts'
import { answeringServer, isUnmanaged } from './servers.ts'
import { nodeAt } from './targets.ts'

/** A server looks once a second how its clock is to run. */
const NOTICE_LIMIT_MS = 10_000

const yearSeconds = 366 * 24 * 3600
const jump = z.coerce.number().min(-yearSeconds).max(yearSeconds).default(3600)
const rate = z.coerce.number().min(0.1).max(10).default(1)

/** The server alone has that time: its node, the archive's commands' files and the harness keep theirs. */
export const clock = faultKind({
  verb: 'clock',
  about:
    'the clock of a database server jumps by `jump` seconds, and runs `rate` times as fast from then on',
  target: 'node',
  settings: z.strictObject({ jump, rate }),
  reaches: isUnmanaged,
  make(target, how) {
    if (how.jump === 0 && how.rate === 1)
      throw new SplitbrainError(
        'usage',
        `clock-${target}:jump=0:rate=1 is the time that everybody has: set jump or rate.`,
      )
    return {
      needs: ['exec', 'clock'],
      async inject({ cluster, random, over }) {
        const node = nodeAt(target, cluster, random)
        const server = await answeringServer(cluster, node)
        const before = await skewOf(server)
        await using undos = new AsyncDisposableStack()
        undos.defer(() => resetClock(server))
        await setClock(server, how)
        let skew = before
        const goesOn = async () => {
          skew = await skewOf(server)
          return isOther(skew, before) ? undefined : `The clock of ${node.name} went on`
        }
        await until(goesOn, NOTICE_LIMIT_MS, over)
        const owed = undos.move()
        return {
          nodes: [node.name],
          undo: () => owed.disposeAsync(),
          effect: async () => {
            // Who is down by now had another time all the same.
            skew = await skewOf(server).catch(() => skew)
            return { took: isOther(skew, before), by: { skewSeconds: skew.least } }
          },
        }
      },
    }
  },
})
