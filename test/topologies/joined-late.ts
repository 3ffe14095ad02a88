import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { galera } from '../../scenarios/topologies/galera/galera.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
import { Adding } from './adding.ts'

/** More than the ten seconds for which a server that joins looks for somebody who may go on, from when it has booted. */
const FROZEN_MS = 14_000
const HEAL_LIMIT_MS = 120_000

/**
 * A server dies, and of the two that go on one falls silent before it is back: it finds a cluster that lets nobody go on, and
 * gives up. On a busy machine that comes about by itself.
 */
export function joinedLate(skip: string | false): void {
  test('galera: who found nobody to join joins later', { skip }, async () => {
    const options = galera.options.parse({})
    const layout = galera.layout(options)
    const needs = new Set(layout.needs)
    const runId = `joined-late-${process.pid}`
    await using runtime = await openRuntime('docker', { runId, needs, progress() {} })
    await using cluster = await galera.start(await siteOf(layout, runtime), options)
    const adding = new Adding(cluster)
    await adding.prepare()
    const [, dies, silent] = cluster.nodes
    await dies.kill()
    await silent.pause()
    const thaw = setTimeout(() => void silent.resume(), FROZEN_MS)
    try {
      await cluster.heal(HEAL_LIMIT_MS)
    } finally {
      clearTimeout(thaw)
      await silent.resume()
    }
    assert.match(await dies.logs(), /failed to reach primary view/)
    await adding.add(8)
    await adding.expectEqualCopies()
  })
}
