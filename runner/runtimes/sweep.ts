import { killAll } from './embedded/processes.ts'
import { releaseAll } from './embedded/shared-memory.ts'
import { sweepNamedServers } from './named-server.ts'
import { isOrphaned } from './owner.ts'
import { orphanedDrafts, removeDraft } from './drafts.ts'
import { removeRunFolder, runFolders } from './work-folder.ts'

/** What a sweep removed, a line each. */
export type Swept = string[]

/**
 * Ends the processes of the runs that `which` chooses, and removes their folders. Where an engine that may have
 * something of a run doesn't answer, the run's folder stays, so that a later sweep asks again.
 */
async function sweepFolders(
  which: (run: { runId: string; orphaned: boolean }) => boolean,
): Promise<Swept> {
  const runs = (await runFolders()).filter(which)
  for (const { folder } of runs) {
    await killAll(folder)
    await releaseAll(folder)
  }
  const withContainers = new Set(runs.filter((run) => run.containers).map((run) => run.runId))
  // Asked once for all of them: an engine that hangs takes its time to be given up.
  const removed =
    withContainers.size === 0
      ? []
      : await sweepContainers(({ run }) => withContainers.has(run)).catch(() => undefined)
  const over = runs.filter(({ containers }) => !containers || removed !== undefined)
  for (const { folder } of over) await removeRunFolder(folder)
  return [...(removed ?? []), ...over.map(({ runId }) => `processes and data of run ${runId}`)]
}

/** Everything that these runs left behind, whoever their owner is. */
export async function sweepRuns(runIds: ReadonlySet<string>): Promise<Swept> {
  const which = (run: { runId: string }) => runIds.has(run.runId)
  return [...(await sweepFolders(which)), ...(await sweepNamedServers(which))]
}

/**
 * Everything of runs whose harness lives no more; never anything of a run that is under way. With `everyContainer` an
 * engine is also asked for what it has of runs whose folders are gone.
 */
export async function sweepOrphans(everyContainer: boolean): Promise<Swept> {
  const swept = [
    ...(await sweepFolders((run) => run.orphaned)),
    ...(await sweepNamedServers((run) => run.orphaned)),
    ...(await sweepDrafts()),
  ]
  if (!everyContainer) return swept
  swept.push(...(await sweepContainers(({ owner }) => isOrphaned(owner))))
  const { sweepBuilds } = await import('./docker/sweep.ts')
  const builds = await sweepBuilds(isOrphaned)
  return builds === 0 ? swept : [...swept, `${builds} half-made images`]
}

/** What was half made when its harness died, with what still works on it. */
async function sweepDrafts(): Promise<Swept> {
  const drafts = await orphanedDrafts()
  for (const { folder } of drafts) {
    await killAll(folder)
    await removeDraft(folder)
  }
  return drafts.map(({ what }) => `a half-made ${what}`)
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
  return removed === 0 ? [] : [`${removed} containers, networks and volumes`]
}
