import { processesIn } from '../../runner/runtimes/embedded/processes.ts'
import { installedPackage } from '../../runner/runtimes/embedded/binaries.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { runFolders } from '../../runner/runtimes/work-folder.ts'
import { runtimeContract } from './contract.ts'

const missing = installedPackage() === undefined && "PostgreSQL's npm binaries are not installed"

runtimeContract(
  'embedded',
  {
    open: (options) => openRuntime('embedded', options),
    async remains(runId) {
      const folders = (await runFolders()).filter((each) => each.runId === runId)
      const processes = await Promise.all(folders.map(({ folder }) => processesIn(folder)))
      return [
        ...folders.map(({ folder }) => folder),
        ...processes.flat().map((pid) => `process ${pid}`),
      ]
    },
  },
  missing,
)
