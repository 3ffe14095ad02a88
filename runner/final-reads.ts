import { describeError } from '../history/errors.ts'
import type { Recorder } from './recorder.ts'
import type { Cluster, Route } from './topology.ts'
import type { Session, Work, Workload } from './workload.ts'

const TIMEOUT_MS = 15_000
const REST_LIMIT_MS = 15_000
/** Beyond the number of every process of the load, however many have retired. */
export const FIRST_FINAL_PROCESS = 2 ** 30

/** Whether an operation of this process was a final read, and none of the load's. */
export const isFinalRead = (process: number): boolean => process >= FIRST_FINAL_PROCESS

/**
 * Reads what is left, of every copy and by a process each, the authoritative one last. A copy that can't be read is in
 * the history as such: whoever needs it to judge says so.
 */
export async function finalReads(
  cluster: Cluster,
  workload: Workload,
  record: Recorder,
): Promise<void> {
  const copies = await cluster.copies(REST_LIMIT_MS)
  for (const [i, route] of copies.entries())
    await readCopy(cluster, workload, record, { route, process: FIRST_FINAL_PROCESS + i })
}

async function readCopy(
  { client }: Cluster,
  workload: Workload,
  record: Recorder,
  { route, process }: { route: Route; process: number },
): Promise<void> {
  const { node } = route
  let session: Session | undefined
  try {
    for (const request of workload.finalReads()) {
      const { access: _, ...asked } = request
      record({ process, type: 'invoke', node, ...asked })
      try {
        session ??= await client.connect(route, atRest(workload.work), TIMEOUT_MS)
        record({ process, node, ...asked, ...(await session.apply(request)) })
        if (!session.usable) return
      } catch (error) {
        record({ process, type: 'fail', node, ...asked, error: describeError(error) })
        return
      }
    }
  } finally {
    await session?.close()
  }
}

/** Nothing runs beside a read at rest, so it needs no level; and no standby takes a serializable transaction. */
function atRest(work: Work): Work {
  return { ...work, isolation: undefined }
}
