import type { Endpoint } from '../../../runner/runtimes/runtime.ts'

export type Settings = Record<string, string | number>

/** Where the members of a cluster listen for each other. */
export interface Addresses {
  clients: Endpoint
  group: Endpoint
  /** Where it takes the transactions that it missed, and another's data as a whole. */
  missed: Endpoint
  whole: Endpoint
}

/** Of every server. */
const base: Settings = {
  'skip-name-resolve': 1,
  // It would make a key at each start, which takes more than a second of a processor, and a busy machine's twenty.
  ssl: 'OFF',
  // Quotes mean what they mean to other databases, and what does not fit is an error.
  'sql-mode': 'ANSI,TRADITIONAL',
  'binlog-format': 'ROW',
  'default-storage-engine': 'InnoDB',
  'innodb-autoinc-lock-mode': 2,
  'innodb-log-file-size': '16M',
  'innodb-buffer-pool-size': '64M',
  // Where commits wait for no disk: at the usual second, what is gone after a crash is a matter of milliseconds.
  'innodb-flush-log-at-timeout': 10,
  // A second of standstill for each lock would hide what faults do.
  'innodb-lock-wait-timeout': 1,
  'performance-schema': 'OFF',
  'max-connections': 200,
}

/** Of every member of a cluster. */
const member: Settings = {
  'wsrep-on': 'ON',
  'wsrep-provider': '/usr/lib/galera/libgalera_smm.so',
  'wsrep-cluster-name': 'splitbrain',
  'wsrep-slave-threads': 2,
  'wsrep-sst-method': 'rsync',
}

/** Whoever says nothing for three seconds is suspected, and after six seconds cast out; on a busy machine members take several attempts to agree on who they are. */
const group = {
  // Whoever comes first has nobody to find, and may as well stop looking.
  'pc.announce_timeout': 'PT1S',
  // Whoever finds nobody who may go on gives up soon, for it is asked to join again.
  'pc.wait_prim_timeout': 'PT10S',
  'evs.keepalive_period': 'PT0.3S',
  'evs.inactive_check_period': 'PT0.3S',
  'evs.join_retrans_period': 'PT0.3S',
  'evs.suspect_timeout': 'PT3S',
  'evs.inactive_timeout': 'PT6S',
  'evs.max_install_timeouts': 10,
  'gcache.size': '64M',
}

/** Those of a server that is nobody's member; clients come to this address. */
export function settingsAlone(home: string, clients: Endpoint): Settings {
  return {
    ...base,
    datadir: `${home}/data`,
    socket: `${home}/socket`,
    'pid-file': `${home}/server.pid`,
    'bind-address': clients.host,
    port: clients.port,
  }
}

/**
 * Those of one member; `members` are where all of them listen for each other, and `flowControlLimit` is how many
 * transactions may wait to be applied before all others wait too, times the root of the number of members.
 */
export function memberSettings(
  name: string,
  home: string,
  { clients, group: own, missed, whole }: Addresses,
  members: readonly Endpoint[],
  flowControlLimit: number,
): Settings {
  const provider = {
    ...group,
    'gcs.fc_limit': flowControlLimit,
    'gmcast.listen_addr': `tcp://${text(own)}`,
    'ist.recv_addr': text(missed),
  }
  return {
    ...settingsAlone(home, clients),
    ...member,
    'wsrep-cluster-address': `gcomm://${members.map(text).join(',')}`,
    'wsrep-node-name': name,
    'wsrep-node-address': text(own),
    'wsrep-node-incoming-address': text(clients),
    'wsrep-sst-receive-address': text(whole),
    'wsrep-provider-options': Object.entries(provider)
      .map((option) => option.join('='))
      .join('; '),
  }
}

/** As the file that a server reads. */
export function settingsText(settings: Settings): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = "${value}"\n`)
  return `[mysqld]\n${lines.join('')}`
}

function text({ host, port }: Endpoint): string {
  return `${host}:${port}`
}
