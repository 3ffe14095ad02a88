export type Settings = Record<string, string | number>

/** Of every server. */
const base: Settings = {
  unix_socket_directories: '',
  wal_level: 'replica',
  wal_keep_size: '1GB',
  max_wal_size: '2GB',
  max_connections: 200,
  shared_buffers: '32MB',
  // Files in the data directory: a killed server's segments in /dev/shm would outlive it.
  dynamic_shared_memory_type: 'mmap',
  wal_retrieve_retry_interval: '200ms',
  // A second of standstill for each deadlock would hide what faults do.
  deadlock_timeout: '50ms',
  wal_sender_timeout: '5s',
  wal_receiver_timeout: '5s',
  log_line_prefix: '%m [%p] %q%a ',
}

/** A server's settings, and what holds in place of some of them for a while. */
export class ServerSettings {
  private readonly own: Settings
  private readonly overrides = new Set<Settings>()

  constructor(own: Settings) {
    this.own = { ...base, ...own }
  }

  change(changes: Settings): void {
    Object.assign(this.own, changes)
  }

  /** Returns what takes it back. */
  override(changes: Settings): () => void {
    this.overrides.add(changes)
    return () => this.overrides.delete(changes)
  }

  /** As the lines of a file. */
  text(): string {
    const inForce: Settings = Object.assign({}, this.own, ...this.overrides)
    return Object.entries(inForce)
      .map(([name, value]) => `${name} = ${quote(value)}\n`)
      .join('')
  }
}

function quote(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`
}
