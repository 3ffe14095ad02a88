import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster, Route } from '../../runner/topology.ts'
import type { Outcome, Request, Session } from '../../runner/workload.ts'
import { set } from '../../scenarios/workloads/set.ts'

const ANSWER_MS = 15_000
const REST_MS = 15_000
const PAUSE_MS = 100

/** The workload `set` a request at a time: whatever was acknowledged must be in every copy. */
export class Adding {
  private readonly cluster: Cluster
  private readonly acknowledged: number[] = []

  constructor(cluster: Cluster) {
    this.cluster = cluster
  }

  prepare(): Promise<void> {
    return this.cluster.prepare(set.tables)
  }

  /** So many new elements, each by a process of its own. */
  async add(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const value = this.acknowledged.length
      const request: Request = { f: 'add', value, access: 'write' }
      const route = this.cluster.route(request, value)
      assert.ok(route, 'nobody takes a write')
      assert.deepEqual(await this.ask(route, request), { type: 'ok', value })
      this.acknowledged.push(value)
    }
  }

  /** Each node has at most one copy, and each copy has just what was acknowledged. */
  async expectEqualCopies(): Promise<void> {
    const copies = await this.cluster.copies(REST_MS)
    assert.ok(copies.length > 0, 'there is no copy')
    assert.equal(new Set(copies.map(({ node }) => node)).size, copies.length)
    const [request] = set.finalReads()
    for (const route of copies)
      assert.deepEqual(
        await this.ask(route, request),
        { type: 'ok', value: this.acknowledged },
        `the copy on ${route.node}`,
      )
  }

  /** What was answered, whoever did. */
  private async ask(route: Route, request: Request): Promise<Omit<Outcome, 'node'>> {
    const session = await this.connect(route, performance.now() + ANSWER_MS)
    try {
      // Who answered is told only where somebody else was asked.
      const { node: _, ...outcome } = await session.apply(request)
      return outcome
    } finally {
      await session.close()
    }
  }

  /** Whoever stands before the servers may take a moment to see who has become the primary, and nothing is asked meanwhile. */
  private async connect(route: Route, untilMs: number): Promise<Session> {
    for (;;)
      try {
        return await this.cluster.client.connect(route, set.work, ANSWER_MS)
      } catch (error) {
        if (performance.now() > untilMs) throw error
        await sleep(PAUSE_MS)
      }
  }
}
