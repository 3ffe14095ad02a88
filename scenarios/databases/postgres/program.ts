import type { ServiceSpec } from '../../../runner/runtimes/runtime.ts'
import { ownClock } from './own-clock.ts'

/** Of a server whose data lie on a disk that others are started on as well. */
export interface Sharing {
  /** What a shell does before it becomes the server. The lock file that it finds stays where this leaves it. */
  before: string
}

/** How a server is run in its node's folder, and where its own settings go. */
export interface Program {
  service: ServiceSpec
  settingsFile(text: string): [path: string, content: string]
}

// A killed server's lock file would stop the next one whenever its process id is in use again, as it soon is in a
// container. Nobody else has this data directory.
const alone: Program = {
  service: serviceOf(`rm -f data/postmaster.pid; ${ownClock}; exec postgres -D data`),
  settingsFile: (text) => ['data/splitbrain.conf', text],
}

/** Beside the data, which are not its own: each server of them listens elsewhere. */
const OWN_SETTINGS = 'server.conf'

export function programOf(sharing: Sharing | undefined): Program {
  if (sharing === undefined) return alone
  const start = `exec postgres -D data -c config_file="$PWD/${OWN_SETTINGS}"`
  return {
    service: serviceOf(`${sharing.before}${ownClock}; ${start}`),
    settingsFile: (text) => [OWN_SETTINGS, `include 'data/postgresql.conf'\n${text}`],
  }
}

function serviceOf(script: string): ServiceSpec {
  return { name: 'postgres', argv: ['sh', '-c', script], stopSignal: 'SIGINT' }
}
