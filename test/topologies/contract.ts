import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { chooseFault } from '../../cli/choose-fault.ts'
import { startClock } from '../../runner/clock.ts'
import { MeetsNothing, type Injection } from '../../runner/fault.ts'
import { nameOfLink } from '../../runner/network/link.ts'
import { randomFrom } from '../../runner/random.ts'
import { capabilitiesOf } from '../../runner/runtimes/capabilities.ts'
import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { LinkSpec } from '../../runner/network/link.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { faults } from '../../scenarios/catalog.ts'
import { blackout } from '../../scenarios/faults/blackout.ts'
import { crash } from '../../scenarios/faults/crash.ts'
import { switchover } from '../../scenarios/faults/switchover.ts'
import { formsOf } from '../../scenarios/faults/kind.ts'
import { contextOf } from '../../scenarios/faults/standing.fixture.ts'
import { linksAt, nodesAt } from '../../scenarios/faults/targets.ts'
import {
  namesOf,
  RANDOM,
  rolesOf,
  siteOf,
  type Layout,
  type Topology,
} from '../../scenarios/topologies/topology.ts'
import { Adding } from './adding.ts'

export interface Where {
  runtime: RuntimeName
  /** What is left of a run on this machine, a line each. */
  remains(runId: string): Promise<string[]>
  /** Of the topology's options, those that are not to be the defaults. */
  words?: Record<string, unknown>
}

/** Servers of somebody's own are there already, and are opened as they are. */
export interface Elsewhere extends Omit<Where, 'runtime'> {
  runtime: 'external'
  open(): Promise<Runtime>
}

const LIMIT_MS = 30_000

/** What every topology must do, whatever its options, where a runtime can what it needs: one cluster for all. */
export function topologyContract(
  topology: Topology,
  { remains, words = {}, ...where }: Where | Elsewhere,
  skip: string | false = false,
): void {
  const { runtime: runtimeName } = where
  const options = topology.options.parse(words)
  const layout = topology.layout(options)
  if (!new Set(layout.needs).isSubsetOf(capabilitiesOf[runtimeName])) return
  const label = topology.label(options)
  const runId = `topology-${topology.name}-${label.replaceAll(/\W+/g, '-')}-${runtimeName}-${process.pid}`

  describe(`${topology.name} (${label}) on the ${runtimeName} runtime`, { skip }, () => {
    let runtime: Runtime
    let cluster: Cluster
    let adding: Adding

    before(async () => {
      const needs = new Set(layout.needs)
      runtime =
        where.runtime === 'external'
          ? await where.open()
          : await openRuntime(where.runtime, { runId, needs, progress() {} })
      cluster = await topology.start(await siteOf(layout, runtime), options)
      adding = new Adding(cluster)
      await adding.prepare()
    })

    const dispose = async () => {
      await cluster?.[Symbol.asyncDispose]()
      await runtime?.[Symbol.asyncDispose]()
    }
    after(dispose)

    const context = () => ({ ...contextOf(cluster), now: startClock() })

    /** Injects a fault, lets a test look, and takes it back. */
    async function during(words: string, look: (injection: Injection) => Promise<void>) {
      const injection = await chooseFault(words, layout).inject(context())
      try {
        await look(injection)
      } finally {
        await injection.undo()
      }
    }

    const running = async () => {
      const all = await Promise.all(
        cluster.nodes.map(async (node) => ((await node.running()) ? node.name : '')),
      )
      return all.filter((name) => name !== '')
    }

    const affected = () =>
      cluster.links
        .all()
        .filter(({ effects }) => effects.length > 0)
        .map(({ name }) => name)
        .toSorted()

    test('consists of what its layout says', () => {
      assert.deepEqual(sortedNames(cluster.nodes), namesOf(layout).toSorted())
      for (const role of rolesOf(layout)) {
        const having = layout.nodes.filter((node) => node.role === role)
        assert.deepEqual(sortedNames(cluster.at(role)), sortedNames(having), role)
      }
      assert.deepEqual(
        cluster.links
          .all()
          .map(({ from, to, group }) => `${from} ${to} ${group}`)
          .toSorted(),
        layout.links.map(({ from, to, group }) => `${from} ${to} ${group}`).toSorted(),
      )
    })

    test('is observed node by node, each in its role', async () => {
      const seen = (await cluster.observe()).map(({ node, role }) => `${node} ${role}`)
      const there = layout.nodes.map(({ name, role }) => `${name} ${role}`)
      assert.deepEqual(seen.toSorted(), there.toSorted())
    })

    test('takes writes, and each copy at rest has them all', async () => {
      await adding.add(16)
      await adding.expectEqualCopies()
    })

    test('every name that a fault may be aimed at means something', () => {
      const random = randomFrom(1)
      for (const kind of faults)
        for (const [name, target] of formsOf(kind, layout)) {
          assert.equal(chooseFault(name, layout).name, name)
          if (target === '') continue
          if (kind.target === 'links') assert.ok(linksAt(target, cluster, random).length > 0, name)
          else assert.ok(nodesAt(target, cluster, random).length > 0, name)
        }
    })

    test('a role that nobody has is nobody’s, and a fault of it is an error or meets nothing', async () => {
      assert.deepEqual(cluster.at('nobody'), [])
      // It has no links, and no hook that would take it off a network of somebody's own.
      const n0 = { name: 'n0', role: 'nobody', able: ['kill' as const] }
      const also: Layout = { ...layout, nodes: [...layout.nodes, n0] }
      for (const words of ['cut-nobody', 'partition-nobody', 'delay-n0'])
        assert.throws(() => chooseFault(words, also), { code: 'usage' }, words)
      const injected = chooseFault('kill-nobody', also).inject(context())
      await assert.rejects(injected, MeetsNothing)
      assert.deepEqual(affected(), [])
    })

    test('a cut of any links does something to just those', async () => {
      const cut = faults.find(({ verb }) => verb === 'cut')!
      for (const [words, target] of formsOf(cut, layout)) {
        await during(words, async () => {
          const cutNow = affected()
          assert.ok(
            meant(target, layout).some((links) => isDeepStrictEqual(links, cutNow)),
            `${words} met ${cutNow.join(', ')}`,
          )
        })
        assert.deepEqual(affected(), [], `${words} was taken back`)
      }
      await cluster.heal(LIMIT_MS)
    })

    for (const role of rolesOf(layout))
      test(`kill-${role}: one node is down; healed, all copies are equal and take writes`, async () => {
        const before = sortedNames(cluster.at(role))
        await during(`kill-${role}`, async ({ nodes }) => {
          assert.equal(nodes.length, 1)
          assert.ok(before.includes(nodes[0]), `${nodes[0]} is no ${role}`)
          assert.deepEqual(
            (await running()).toSorted(),
            namesOf(layout)
              .filter((name) => name !== nodes[0])
              .toSorted(),
          )
        })
        await cluster.heal(LIMIT_MS)
        assert.deepEqual((await running()).toSorted(), namesOf(layout).toSorted())
        await adding.add(8)
        await adding.expectEqualCopies()
        assert.deepEqual(affected(), [])
      })

    test('whoever watches a primary can replace it: what had reached the others is kept', async () => {
      for (const group of cluster.guarded ?? []) {
        await adding.add(8)
        // Only now everybody has it, for commits need not have waited for that.
        await cluster.heal(LIMIT_MS)
        const from = group.primary()
        await group.fence()
        assert.equal(await cluster.node(from).running(), false)
        const { to } = await group.promote()
        assert.notEqual(to, from)
        assert.equal(group.primary(), to)
        await group.probe(LIMIT_MS)
        await adding.add(8)
        await cluster.heal(LIMIT_MS)
        assert.deepEqual((await running()).toSorted(), namesOf(layout).toSorted())
        await adding.expectEqualCopies()
      }
    })

    const crashes = [...formsOf(crash, layout)]
      .filter(([, at]) => rolesOf(layout).includes(at))
      .map(([words]) => words)
    for (const words of [...crashes, ...formsOf(blackout, layout).keys()])
      test(`${words}: the server is back by itself, and has lost nothing`, async () => {
        await adding.add(8)
        await during(words, async () => {})
        await cluster.heal(LIMIT_MS)
        await adding.add(8)
        await adding.expectEqualCopies()
      })

    for (const words of formsOf(switchover, layout).keys())
      test(`${words}: another node is the primary, and nothing is lost`, async () => {
        const [before] = sortedNames(cluster.at('primary'))
        await adding.add(8)
        await during(words, async ({ nodes }) => {
          const [now] = sortedNames(cluster.at('primary'))
          assert.notEqual(now, before)
          assert.deepEqual(nodes, [before, now])
        })
        await cluster.heal(LIMIT_MS)
        await adding.add(8)
        await adding.expectEqualCopies()
      })

    test('leaves nothing behind', async () => {
      assert.notDeepEqual(await remains(runId), [])
      await dispose()
      assert.deepEqual(await remains(runId), [])
    })
  })
}

function sortedNames(of: readonly { name: string }[]): string[] {
  return of.map(({ name }) => name).toSorted()
}

/** What a target may mean by the layout: of a role, the links of any one node that has it. */
function meant(target: string, { links, nodes }: Layout): string[][] {
  const ends = nodes.filter(({ name, role }) => [name, role, RANDOM].includes(target))
  const namesOfLinks = (isMeant: (link: LinkSpec) => boolean) =>
    links.filter(isMeant).map(nameOfLink).toSorted()
  if (ends.length > 0)
    return ends.map(({ name }) => namesOfLinks(({ from, to }) => from === name || to === name))
  const isMeant = (link: LinkSpec) =>
    target === 'all' || link.group === target || nameOfLink(link) === target
  return [namesOfLinks(isMeant)]
}
