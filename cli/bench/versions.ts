import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import { tell } from '../tell.ts'
import { version } from '../version.ts'

/** Of Splitbrain, of what runs it and of what a runtime runs; `needs` where more than most is asked of it. */
export async function versionsOn(
  name: RuntimeName,
  needs: ReadonlySet<Capability> = new Set(),
): Promise<Record<string, string>> {
  const runId = `versions-${name}-${process.pid}`
  await using runtime = await openRuntime(name, { runId, needs, progress: tell })
  const own = { splitbrain: version(), node: process.versions.node }
  return { ...own, ...(await runtime.versions()) }
}
