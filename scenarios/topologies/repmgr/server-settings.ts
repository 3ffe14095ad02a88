import type { Settings } from '../../databases/postgres/settings.ts'
import { serversOf, type RepmgrOptions } from './options.ts'

/** What a server of repmgr's has to load, or no daemon watches it. */
export const loaded: Settings = { shared_preload_libraries: 'repmgr' }

/**
 * For whom commits wait, on each server alike and whatever its part: repmgr changes nothing of that, and so it is any one
 * of the others, whoever is the primary by then.
 */
export function waitingBy(given: Pick<RepmgrOptions, 'standbys' | 'sync'>): Settings {
  const names = serversOf(given).join(', ')
  return given.sync === 'on' ? { synchronous_standby_names: `ANY 1 (${names})` } : {}
}
