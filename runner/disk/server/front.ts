import type { Faults } from './faults.ts'
import { errno, type DiskRequest } from './protocol.ts'

/**
 * What happens to a request before the disk does anything about it: it waits, or is refused. `go` is called at once or
 * later, with the errno that it is refused with or 0; never, where the power is cut meanwhile.
 */
export function passFront(
  faults: Faults,
  request: DiskRequest,
  waits: Waits,
  go: (refusal: number) => void,
): void {
  let delayMs = 0
  const held: Promise<void>[] = []
  for (const { active, fault } of faults.striking(request, 'delay', 'hang')) {
    active.count(fault.kind === 'hang' ? 'requestsHeld' : 'requestsDelayed')
    if (fault.kind === 'delay') delayMs += fault.ms
    else held.push(new Promise((release) => active.undo.push(release)))
  }
  const refuse = () => go(refusalOf(faults, request))
  if (held.length > 0) void Promise.all(held).then(waits.unlessCut(refuse))
  else if (delayMs > 0) setTimeout(waits.unlessCut(refuse), delayMs)
  else refuse()
}

function refusalOf(faults: Faults, request: DiskRequest): number {
  for (const { active, fault } of faults.striking(request, 'error', 'full')) {
    if (fault.kind === 'error') {
      active.count('requestsFailed')
      return errno[fault.code]
    }
    const taken = active.counts.bytesTaken ?? 0
    if (taken + request.length > fault.afterBytes) {
      active.count('writesRefused')
      return errno.ENOSPC
    }
    active.count('bytesTaken', request.length)
  }
  return 0
}

/** What waits within the disk, and is not carried out any more once its power has been cut. */
export class Waits {
  private cuts = 0

  cut(): void {
    this.cuts++
  }

  unlessCut(act: () => void): () => void {
    const before = this.cuts
    return () => {
      if (this.cuts === before) act()
    }
  }
}
