import { processesIn } from '../../runner/runtimes/embedded/processes.ts'
import { runFolders } from '../../runner/runtimes/work-folder.ts'

/** The folders and processes that this machine still has of a run. */
export async function remains(runId: string): Promise<string[]> {
  const folders = (await runFolders()).filter((each) => each.runId === runId)
  const processes = await Promise.all(folders.map(({ folder }) => processesIn(folder)))
  return [
    ...folders.map(({ folder }) => folder),
    ...processes.flat().map((pid) => `process ${pid}`),
  ]
}
