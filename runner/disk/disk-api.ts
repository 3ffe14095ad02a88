import { SplitbrainError } from '../../history/errors.ts'
import type { Effect } from '../../history/effect.ts'
import type { Disturbance } from '../disturbance.ts'
import type { Undo } from '../undo.ts'
import type { Disk, PowerCut } from './disk.ts'
import type { Counts, DiskFault } from './server/fault.ts'
import type { DiskState, MirrorOptions } from './server/state.ts'

/** It answers from memory, or lives no more. */
const ANSWER_LIMIT_MS = 10_000

/** A disk that is driven through the HTTP API of its server. */
export class DiskApi implements Disk {
  private readonly url: () => string

  /** The address may change whenever the server's node boots. */
  constructor(url: () => string) {
    this.url = url
  }

  async state(): Promise<DiskState> {
    return (await this.call('GET', 'state')) as DiskState
  }

  async inject(fault: DiskFault, seed: number): Promise<Disturbance> {
    const { id } = (await this.call('POST', 'faults', { fault, seed })) as { id: number }
    return {
      undo: async () => void (await this.call('DELETE', `faults/${id}`)),
      effect: async () => {
        const { counts } = (await this.call('GET', `faults/${id}`)) as { counts: Counts }
        return effectOf(counts)
      },
    }
  }

  async cutPower({ keepPercent = 0, seed }: PowerCut): Promise<Disturbance> {
    const counts = (await this.call('DELETE', 'power', { keepPercent, seed })) as Counts
    return {
      undo: async () => void (await this.call('PUT', 'power')),
      effect: async () => ({ took: counts.blocksForgotten > 0, by: counts }),
    }
  }

  async bar(client: string): Promise<Disturbance> {
    const path = `barred/${encodeURIComponent(client)}`
    const counts = (await this.call('PUT', path)) as Counts
    return {
      undo: async () => void (await this.call('DELETE', path)),
      effect: async () => ({ took: counts.clientsCutOff > 0, by: counts }),
    }
  }

  async mirrorTo(options: MirrorOptions): Promise<Undo> {
    await this.call('PUT', 'mirror', options)
    return async () => void (await this.call('DELETE', 'mirror'))
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url()}/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).catch((cause: unknown) => {
      throw new SplitbrainError('runtime', `The disk's server does not answer ${path}.`, { cause })
    })
    const answer = (await response.json()) as { error?: string }
    if (response.ok) return answer
    throw new SplitbrainError('runtime', `The disk can't do that: ${answer.error}.`)
  }
}

/** What a fault counted beside what it did is no effect: bytes that a disk took before it was full. */
function effectOf(counts: Counts): Effect {
  const { bytesTaken: _, ...did } = counts
  return { took: Object.values(did).some((count) => count > 0), by: counts }
}
