import { killAll } from './embedded/processes.ts'
import { releaseAll } from './embedded/shared-memory.ts'
import { sweepNamedServers } from './named-server.ts'
import { isOrphaned } from './owner.ts'
import { removeRunFolder, runFolders } from './work-folder.ts'

/** What a sweep removed, a line each. */
export type Swept = string[]

/** Ends the processes of the runs that `which` chooses, and removes their folders. */
async function sweepFolders(
  which: (run: { runId: string; orphaned: boolean }) => boolean,
): Promise<Swept> {
  const swept: Swept = []
  for (const run of (await runFolders()).filter(which)) {
    await killAll(run.folder)
    await releaseAll(run.folder)
    await removeRunFolder(run.folder)
    swept.push(`processes and data of run ${run.runId}`)
  }
  return swept
}

/** Everything that a run left behind, whoever its owner is; containers only where the run had any. */
export async function sweepRun(runId: string, withContainers: boolean): Promise<Swept> {
  const swept = [
    ...(await sweepFolders((run) => run.runId === runId)),
    ...(await sweepNamedServers((run) => run.runId === runId)),
  ]
  if (!withContainers) return swept
  return [...swept, ...(await sweepContainers(({ run }) => run === runId))]
}

/** Everything of runs whose harness lives no more; never anything of a run that is under way. */
export async function sweepOrphans(withContainers: boolean): Promise<Swept> {
  const swept = [
    ...(await sweepFolders((run) => run.orphaned)),
    ...(await sweepNamedServers((run) => run.orphaned)),
  ]
  if (!withContainers) return swept
  return [...swept, ...(await sweepContainers(({ owner }) => isOrphaned(owner)))]
}

/** The engine's client is loaded only where there is something to ask an engine. */
async function sweepContainers(
  which: (label: { run: string; owner: string }) => boolean,
): Promise<Swept> {
  const { labels } = await import('./docker/engine.ts')
  const { sweepDocker } = await import('./docker/sweep.ts')
  const removed = await sweepDocker((all) =>
    which({ run: all[labels.run] ?? '', owner: all[labels.owner] ?? '' }),
  )
  return removed === 0 ? [] : [`${removed} containers and networks`]
}
