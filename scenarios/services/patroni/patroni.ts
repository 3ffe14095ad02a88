import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node, ServiceSpec } from '../../../runner/runtimes/runtime.ts'
import { SCOPE, settingsFile, type Member } from './settings.ts'

/** The port of a member's own interface, where HAProxy asks it what its server is. */
export const REST = 'rest'
/** The key of whoever leads, which is gone when that one has not renewed it for `ttl`. */
export const LEADER = `/service/${SCOPE}/leader`

/** Each of its processes has its name for an argument. */
export const SETTINGS = 'patroni.yml'
const SWITCHOVER_LIMIT_SECONDS = 30

// The number in a killed server's lock file may be another's by now, whom Patroni would take for its server.
const run = `{ read -r pid < data/postmaster.pid && grep -q postgres "/proc/$pid/comm"; } 2> /dev/null || rm -f data/postmaster.pid
exec patroni ${SETTINGS}`

/** Patroni in the place of the server that it starts, watches and gives its part. */
export const service: ServiceSpec = {
  name: 'patroni',
  argv: ['sh', '-c', run],
  stopSignal: 'SIGTERM',
}

export async function install(node: Node, member: Member): Promise<void> {
  await writeOn(node, SETTINGS, settingsFile(member))
}

/** Has one member lead in another's place, by Patroni's own tool on the one that is to. */
export async function switchOver(node: Node, from: string): Promise<void> {
  const limit = ['timeout', String(SWITCHOVER_LIMIT_SECONDS)]
  const words = ['switchover', `--leader=${from}`, `--candidate=${node.name}`, '--force']
  await runOn(node, [...limit, 'patronictl', `--config-file=${SETTINGS}`, ...words])
}
