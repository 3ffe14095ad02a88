import { setTimeout as sleep } from 'node:timers/promises'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Held, Mode } from '../../../runner/evidence.ts'
import type { ExternalNode } from '../../../runner/runtimes/external/node.ts'
import type { Cluster, Guarded } from '../../../runner/topology.ts'
import { PrimaryProbe } from '../../databases/postgres/primary-probe.ts'
import { chosen } from '../hot-standby/candidates.ts'
import type { Description } from './description.ts'
import type { Look, OwnMachine } from './machine.ts'

const POLL_MS = 50
const PROMOTION_LIMIT_MS = 30_000
/** Until then nothing else is done to the cluster; the operator asks again. */
const TAKEOVER_LIMIT_MS = 3_000

/** A cluster as whoever watches its primary needs it. */
export interface Watched extends Pick<Cluster, 'links' | 'node'> {
  readonly description: Description
  readonly primaryName: string
  machine(name: string): OwnMachine
  servers(): OwnMachine[]
  asks(): Promise<Map<string, Look>>
  becomesPrimary(name: string): void
}

/** The primary of somebody's cluster and its standbys: our operator promotes by hooks, or sees who took over by itself. */
export class Group implements Guarded {
  private readonly cluster: Watched
  private readonly probing = new PrimaryProbe()
  /** Up to where each was when it was a standby last. */
  private readonly asStandby = new Map<string, number>()

  constructor(cluster: Watched) {
    this.cluster = cluster
  }

  primary(): string {
    return this.cluster.primaryName
  }

  private get primaryServer() {
    return this.cluster.machine(this.primary()).server!
  }

  async probe(timeoutMs: number): Promise<number> {
    const node = this.primary()
    const { endpoint } = this.cluster.links.between('operator', node)
    const { credentials } = this.cluster.machine(node).address!
    return this.probing.ask(node, { endpoint, credentials, timeoutMs })
  }

  async fence(): Promise<void> {
    await this.cluster.node(this.primary()).kill()
  }

  async ended(): Promise<boolean> {
    return !(await this.cluster.node(this.primary()).running())
  }

  async promote(named?: string): Promise<{ to: string; toLsnBytes: number }> {
    const old = this.primary()
    const taken = this.cluster.description.promotes
      ? await this.promoteOne(named)
      : await this.seenToTakeOver(old)
    this.cluster.becomesPrimary(taken.to)
    return taken
  }

  private async promoteOne(named?: string): Promise<{ to: string; toLsnBytes: number }> {
    const live = (await this.standbys()).map(([name, { lsnBytes = 0 }]) => ({
      node: { name },
      lsnBytes,
    }))
    const next =
      named === undefined
        ? chosen(live, 'most-advanced')
        : live.find(({ node }) => node.name === named)
    if (next === undefined)
      throw new SplitbrainError('runtime', `There is no live standby ${named ?? ''} to promote.`)
    const to = next.node.name
    await (this.cluster.node(to) as ExternalNode).do('promote')
    await this.takesWrites(to)
    return { to, toLsnBytes: next.lsnBytes }
  }

  private async takesWrites(name: string): Promise<void> {
    const end = performance.now() + PROMOTION_LIMIT_MS
    const { ask } = this.cluster.machine(name)
    while ((await ask().catch(() => undefined))?.role !== 'primary') {
      if (performance.now() > end)
        throw new SplitbrainError(
          'timeout',
          `The hook promote of ${name} ended, and ${name} took no writes in ${PROMOTION_LIMIT_MS / 1000} s.`,
        )
      await sleep(POLL_MS)
    }
  }

  /** Waits for somebody else's decision; who is the primary again was not replaced. */
  private async seenToTakeOver(old: string): Promise<{ to: string; toLsnBytes: number }> {
    const end = performance.now() + TAKEOVER_LIMIT_MS
    for (;;) {
      const looks = await this.cluster.asks()
      const to = this.cluster
        .servers()
        .find(({ name }) => name !== old && looks.get(name)?.role === 'primary')?.name
      if (to !== undefined)
        return { to, toLsnBytes: this.asStandby.get(to) ?? looks.get(to)!.lsnBytes! }
      for (const [name, { role, lsnBytes }] of looks)
        if (role === 'standby' && lsnBytes !== undefined) this.asStandby.set(name, lsnBytes)
      if (looks.get(old)?.role === 'primary' || performance.now() > end)
        throw new SplitbrainError('runtime', `Nobody took the place of ${old}.`)
      await sleep(POLL_MS)
    }
  }

  private async standbys(): Promise<[string, Look][]> {
    const looks = await this.cluster.asks()
    return this.cluster.servers().flatMap(({ name }): [string, Look][] => {
      const look = looks.get(name)
      return look?.role === 'standby' ? [[name, look]] : []
    })
  }

  async writing(): Promise<string[]> {
    const looks = await this.cluster.asks()
    return this.cluster
      .servers()
      .flatMap(({ name }) => (looks.get(name)?.role === 'primary' ? [name] : []))
  }

  async held(): Promise<Held> {
    return { node: this.primary(), ...(await this.primaryServer.held!()) }
  }

  async mode(): Promise<Omit<Mode, 'timeNs'>> {
    return { node: this.primary(), ...(await this.primaryServer.mode!()) }
  }

  disconnect(): void {
    this.probing.end()
  }
}
