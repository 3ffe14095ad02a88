import type { Settings } from '../../databases/postgres/settings.ts'
import { serversOf, type RepmgrOptions } from './options.ts'

/**
 * What each server has, whatever its part: a commit waits for any one of the others, whoever is the primary by then, for
 * repmgr changes nothing of that.
 */
export function settingsOf(given?: Pick<RepmgrOptions, 'standbys' | 'sync'>): Settings {
  return {
    shared_preload_libraries: 'repmgr',
    ...(given?.sync === 'on' && {
      synchronous_standby_names: `ANY 1 (${serversOf(given).join(', ')})`,
    }),
  }
}
