import { SplitbrainError } from '../../history/errors.ts'
import type { Effect } from '../../history/effect.ts'
import type { Disturbance } from '../disturbance.ts'
import type { Undo } from '../undo.ts'
import type { Disk, PowerCut } from './disk.ts'
import { KeptCounts } from './kept-counts.ts'
import type { Counts, DiskFault } from './server/fault.ts'
import type { DiskState, MirrorOptions } from './server/state.ts'

/** It answers from memory, or lives no more. */
const ANSWER_LIMIT_MS = 10_000

/** A disk that is driven through the HTTP API of its server. */
export class DiskApi implements Disk {
  private readonly url: () => string
  private readonly isDown: () => Promise<boolean>
  /** What was done to the disk and not taken back: each does it again, to a server that knows nothing of it. */
  private readonly standing = new Set<() => Promise<void>>()

  /** The address may change whenever the server's node boots; `isDown` where the server certainly lives no more. */
  constructor(url: () => string, isDown: () => Promise<boolean>) {
    this.url = url
    this.isDown = isDown
  }

  /** Does to a server that has just started what its disk is under: faults and bars hold over a kill of its node. */
  protected async doAgain(): Promise<void> {
    for (const again of this.standing) await again()
  }

  async state(): Promise<DiskState> {
    return (await this.call('GET', 'state')) as DiskState
  }

  async inject(fault: DiskFault, seed: number): Promise<Disturbance> {
    let id: string
    const kept = new KeptCounts(async () => {
      const { counts } = (await this.call('GET', `faults/${id}`)) as { counts: Counts }
      return counts
    })
    const again = async () => {
      kept.anew()
      ;({ id } = (await this.call('POST', 'faults', { fault, seed })) as { id: string })
    }
    await again()
    // Bits turn at once, and stay so whatever becomes of the server.
    if (fault.kind === 'rot') await kept.now()
    else {
      this.standing.add(again)
      kept.watch()
    }
    return {
      undo: async () => {
        kept.end()
        this.standing.delete(again)
        await this.takeBack('DELETE', `faults/${id}`)
      },
      effect: async () => effectOf(await kept.now()),
    }
  }

  async cutPower({ keepPercent = 0, seed }: PowerCut): Promise<Disturbance> {
    const counts = (await this.call('DELETE', 'power', { keepPercent, seed })) as Counts
    return {
      undo: () => this.takeBack('PUT', 'power'),
      effect: async () => ({ took: counts.blocksForgotten + counts.clientsCutOff > 0, by: counts }),
    }
  }

  async bar(client: string): Promise<Disturbance> {
    const path = `barred/${encodeURIComponent(client)}`
    const counts = (await this.call('PUT', path)) as Counts
    const again = async () => void (await this.call('PUT', path))
    this.standing.add(again)
    return {
      undo: async () => {
        this.standing.delete(again)
        await this.takeBack('DELETE', path)
      },
      effect: async () => ({ took: counts.clientsCutOff > 0, by: counts }),
    }
  }

  async mirrorTo(options: MirrorOptions): Promise<Undo> {
    const { id } = (await this.call('PUT', 'mirror', options)) as { id: string }
    return () => this.takeBack('DELETE', `mirror/${id}`)
  }

  /** What a server did to its disk is gone with it, and the one after it knows nothing of that. */
  private async takeBack(method: string, path: string): Promise<void> {
    const response = await this.ask(method, path).catch(async (error: unknown) => {
      if (!(await this.isDown())) throw error
    })
    const said = await response?.text()
    if (response !== undefined && !response.ok && response.status !== 404)
      throw new SplitbrainError('runtime', `The disk can't take that back: ${said}.`)
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.ask(method, path, body)
    const answer = (await response.json()) as { error?: string }
    if (response.ok) return answer
    throw new SplitbrainError('runtime', `The disk can't do that: ${answer.error}.`)
  }

  private async ask(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url()}/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).catch((cause: unknown) => {
      throw new SplitbrainError('runtime', `The disk's server does not answer ${path}.`, { cause })
    })
  }
}

/** What a fault counted beside what it did is no effect: bytes that a disk took before it was full. */
function effectOf(counts: Counts): Effect {
  const { bytesTaken: _, ...did } = counts
  return { took: Object.values(did).some((count) => count > 0), by: counts }
}
