import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { randomFrom } from '../../runner/random.ts'
import type { Node, Runtime } from '../../runner/runtimes/runtime.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Cluster } from '../../runner/topology.ts'
import { faults } from '../../scenarios/catalog.ts'
import { connect, hangUp } from '../../scenarios/postgres/connect.ts'
import { hotStandby } from '../../scenarios/topologies/hot-standby.ts'

const TIMEOUT_MS = 1_500

describe('each fault has its effect, and its undo takes it back', () => {
  let runtime: Runtime
  let cluster: Cluster

  before(async () => {
    runtime = await openRuntime('embedded', { runId: `faults-${process.pid}`, progress() {} })
    cluster = await hotStandby.start(runtime, { sync: 'async', standbys: 2 })
    await write(cluster.route().endpoint, 'CREATE TABLE marks (n serial)')
  })
  after(async () => {
    await cluster?.[Symbol.asyncDispose]()
    await runtime?.[Symbol.asyncDispose]()
  })

  const write = async (endpoint: { host: string; port: number }, text: string) => {
    const { credentials } = cluster
    const client = await connect({ endpoint, credentials, timeoutMs: TIMEOUT_MS })
    try {
      await client.query(text)
    } finally {
      hangUp(client)
    }
  }
  const insert = () => write(cluster.route().endpoint, 'INSERT INTO marks DEFAULT VALUES')
  const standbysHear = (withinMs = 15_000) => cluster.settle(withinMs)

  async function during(name: string, see: (node: Node) => Promise<void>): Promise<void> {
    const fault = faults.find((each) => each.name === name)!
    const { nodes, undo } = await fault.inject(cluster, randomFrom(1))
    try {
      await see(cluster.node(nodes[0]))
    } finally {
      await undo()
    }
    await cluster.settle(15_000)
    await insert()
    // The operator's old connection may have died with the server, which costs one probe.
    await cluster.probe(TIMEOUT_MS).catch(() => cluster.probe(TIMEOUT_MS))
  }

  for (const target of ['primary', 'standby'])
    for (const verb of ['kill', 'stop'])
      test(`${verb}-${target}: nothing of the node is left`, () =>
        during(`${verb}-${target}`, async (node) => {
          assert.equal(await node.running(), false)
          if (target === 'primary') await assert.rejects(insert())
          else await insert()
        }))

  for (const target of ['primary', 'standby'])
    test(`pause-${target}: the node is there and does not answer`, () =>
      during(`pause-${target}`, async (node) => {
        assert.equal(await node.running(), true)
        await assert.rejects(write(node.endpoint, 'SELECT 1'), /timeout/)
        if (target === 'primary') await assert.rejects(cluster.probe(TIMEOUT_MS))
        else await insert()
      }))

  test('partition-primary: neither clients, nor the operator, nor the standbys reach it', () =>
    during('partition-primary', async (node) => {
      await assert.rejects(insert(), /timeout/)
      await assert.rejects(cluster.probe(TIMEOUT_MS))
      await write(node.endpoint, 'INSERT INTO marks DEFAULT VALUES')
      await assert.rejects(standbysHear(1_500), /did not catch up/)
    }))

  test('partition-clients: the standbys still hear it', () =>
    during('partition-clients', async (node) => {
      await assert.rejects(insert(), /timeout/)
      await assert.rejects(cluster.probe(TIMEOUT_MS))
      await write(node.endpoint, 'INSERT INTO marks DEFAULT VALUES')
      await standbysHear()
    }))

  test('partition-standbys: clients still reach it', () =>
    during('partition-standbys', async () => {
      await insert()
      await cluster.probe(TIMEOUT_MS)
      await assert.rejects(standbysHear(1_500), /did not catch up/)
    }))

  test('there is no fault without a test of its effect', () => {
    const tested = ['kill', 'stop', 'pause'].flatMap((v) => [`${v}-primary`, `${v}-standby`])
    const partitions = ['partition-primary', 'partition-clients', 'partition-standbys']
    assert.deepEqual(
      faults.map(({ name }) => name).toSorted(),
      [...tested, ...partitions].toSorted(),
    )
  })
})
