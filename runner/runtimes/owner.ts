import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Who a run belongs to: the harness's host, process id and start time. Start times tell a live harness from another
 * process that was given its number since.
 */
export function thisOwner(): string {
  return ownerOf(process.pid)
}

export function ownerOf(pid: number): string {
  return `${hostname()}/${pid}/${startTime(pid)}`
}

/** True when the owner certainly lives no more; the owner of another host is never judged from here. */
export function isOrphaned(owner: string): boolean {
  const [host, pid, started] = owner.split('/')
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return false
  if (started !== startTime(Number(pid))) return true
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot; empty where there is no such file. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
