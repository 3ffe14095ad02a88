import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Laboratory } from './laboratory.ts'

const SILENCE_MS = 1_000

/** What faults of a node do to it, to the clients and to the operator. */
export function nodeFaults(laboratory: () => Laboratory): void {
  for (const target of ['primary', 'standby'])
    for (const verb of ['kill', 'stop'])
      test(`${verb}-${target}: nothing of the node is left`, () =>
        laboratory().during(`${verb}-${target}`, async ({ nodes: [node] }) => {
          assert.equal(await node.running(), false)
          if (target === 'primary') await assert.rejects(laboratory().insert(SILENCE_MS))
          else await laboratory().insert(15_000)
        }))

  for (const target of ['primary', 'standby'])
    test(`pause-${target}: the node is there and does not answer`, () =>
      laboratory().during(`pause-${target}`, async ({ nodes: [node] }) => {
        const { cluster } = laboratory()
        assert.equal(await node.running(), true)
        const question = laboratory().query(node.endpoint(), 'SELECT 1', SILENCE_MS)
        await assert.rejects(question, /timeout/)
        if (target === 'primary') await assert.rejects(cluster.probe(SILENCE_MS))
        else await laboratory().insert(15_000)
      }))

  test('kill-n3: a node by its name', () =>
    laboratory().during('kill-n3', async ({ nodes }) => {
      assert.deepEqual(
        nodes.map(({ name }) => name),
        ['n3'],
      )
      assert.equal(await nodes[0].running(), false)
    }))
}
