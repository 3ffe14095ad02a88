import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Who a run belongs to: the harness's host, namespace of process ids, process id and start time. Containers may have
 * one host name and one work folder, and ids of their own; start times tell a live harness from another process that
 * was given its id since.
 */
export function thisOwner(): string {
  return ownerOf(process.pid)
}

export function ownerOf(pid: number): string {
  return [hostname(), namespace(), pid, startTime(pid)].join('/')
}

/** True when the owner certainly lives no more; that of another host or namespace is never judged from here. */
export function isOrphaned(owner: string): boolean {
  const [host, itsNamespace, pid, started] = owner.split('/')
  if (host !== hostname() || itsNamespace !== namespace() || !/^\d+$/.test(pid ?? '')) return false
  const found = startTime(Number(pid))
  if (started !== '' && found !== '' && started !== found) return true
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** The number of this process's namespace of ids; empty where there is no /proc. */
function namespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''
  } catch {
    return ''
  }
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot; empty where no /proc of this namespace has the process. */
function startTime(pid: number): string {
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) return ''
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
