import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Laboratory } from './laboratory.ts'

const PATIENCE_MS = 15_000
const SILENCE_MS = 600

/** What tests look at, of a cluster whose commits wait for any standby and that keeps WAL by slots. */
function looksAt(laboratory: () => Laboratory) {
  const ask = async <T>(node: Node, text: string) =>
    (await laboratory().query(node.endpoint(), text)) as T[]
  const setting = async (node: Node) => {
    const text = `SELECT current_setting('synchronous_standby_names') AS value`
    return (await ask<{ value: string }>(node, text))[0].value
  }
  const isPrimary = async (node: Node) => {
    const text = 'SELECT NOT pg_is_in_recovery() AS yes'
    return (await ask<{ yes: boolean }>(node, text))[0].yes
  }
  /** Just one node takes writes, and both others get them. */
  const expectOrder = async () => {
    const { nodes } = laboratory().cluster
    const primaries = await Promise.all(nodes.map(isPrimary))
    assert.deepEqual(primaries.filter(Boolean), [true])
    await laboratory().insert(PATIENCE_MS)
    await laboratory().expectReplicated(() => true)
  }

  /** Writes as clients do, until somebody ends its session. */
  const writeOn = async (node: Node) => {
    for (;;) await ask(node, 'INSERT INTO marks VALUES (0)')
  }
  const rowsOn = async (node: Node) =>
    (await ask<{ rows: number }>(node, 'SELECT count(*)::int AS rows FROM marks'))[0].rows
  return { ask, setting, isPrimary, expectOrder, writeOn, rowsOn }
}

/** Mistakes that look the same wherever servers run. */
export function mistakes(laboratory: () => Laboratory): void {
  const { setting, isPrimary, expectOrder, writeOn, rowsOn } = looksAt(laboratory)

  test('dead-sync-name: a commit waits for nobody there is, and not any more', async () => {
    const { primary } = laboratory()
    const before = await setting(primary)
    await laboratory().during('dead-sync-name', async () => {
      assert.equal(await setting(primary), 'FIRST 1 (gone)')
      await assert.rejects(laboratory().insert(SILENCE_MS), /timeout/)
    })
    assert.equal(await setting(primary), before)
    await laboratory().insert(PATIENCE_MS)
  })

  test('empty-sync-names: a commit waits for no standby, though none hears it', async () => {
    const { primary, cluster } = laboratory()
    const before = await setting(primary)
    await laboratory().during('empty-sync-names', async () => {
      assert.equal(await setting(primary), '')
      const ways = cluster.at('standby').map(({ name: to }) => ({ from: primary.name, to }))
      const { undo } = await cluster.links.lose(ways)
      await laboratory().insert(PATIENCE_MS).finally(undo)
    })
    assert.equal(await setting(primary), before)
  })

  test('drop-slot-n2: it gets nothing, and everything after it', () =>
    laboratory().during('drop-slot-n2', async () => {
      await laboratory().expectReplicated((standby) => standby !== 'n2')
    }))

  test('forget-upstream-n2: it gets nothing, and everything after it', () =>
    laboratory().during('forget-upstream-n2', async () => {
      await laboratory().expectReplicated((standby) => standby !== 'n2')
    }))

  test('smart-stop-primary: who has a session goes on, and nobody new gets in', async () => {
    await laboratory().mark()
    await laboratory().during('smart-stop-primary', async () => {
      await assert.rejects(laboratory().insert(SILENCE_MS), /shutting down/)
      await laboratory().expectReplicated(() => true)
    })
    await expectOrder()
  })

  test('impatient-restart: what waited shows after it, and no standby has it', async () => {
    const { cluster, primary } = laboratory()
    const writing = writeOn(primary).catch(() => {})
    await laboratory().during('impatient-restart', async () => {
      await writing
      for (const standby of cluster.at('standby'))
        assert.ok((await rowsOn(primary)) > (await rowsOn(standby)), standby.name)
    })
    await expectOrder()
  })

  test('promote-n2: there are two primaries, and then one', async () => {
    const { primary: old } = laboratory()
    await laboratory().during('promote-n2:lead=0', async ({ nodes }) => {
      assert.deepEqual(
        nodes.map(({ name }) => name),
        [old.name, 'n2'],
      )
      for (const node of nodes) assert.ok(await isPrimary(node), node.name)
      assert.equal(laboratory().primary.name, 'n2')
    })
    await expectOrder()
  })
}

/** Those in which nodes go down and come back. */
export function mistakesOfNodes(laboratory: () => Laboratory): void {
  const { setting, isPrimary, expectOrder, writeOn } = looksAt(laboratory)

  test('a setting that could not be taken back while the server was down is back with it', async () => {
    const { primary } = laboratory()
    const before = await setting(primary)
    const { undo } = await laboratory().inject('empty-sync-names')
    await primary.kill()
    await undo()
    await laboratory().cluster.heal(PATIENCE_MS)
    assert.equal(await setting(primary), before)
  })

  test('return-primary: it takes the clients that come anew, beside another', async () => {
    const { cluster, primary: old } = laboratory()
    const failover = async () => {
      while (await old.running()) await new Promise((resolve) => setTimeout(resolve, 20))
      await cluster.promote()
    }
    const watched = failover()
    await laboratory().during('return-primary:lead=0', async ({ nodes: [returned, successor] }) => {
      await watched
      assert.equal(returned, old)
      for (const node of [returned, successor]) assert.ok(await isPrimary(node), node.name)
      assert.equal(cluster.route({ access: 'write' }, 0).node, old.name)
    })
    await expectOrder()
  })

  for (const up of ['first', 'last'])
    test(`outages:up=${up}: the standby that was the ${up} to go leads, alone`, async () => {
      const writing = writeOn(laboratory().primary).catch(() => {})
      await laboratory().during(`outages:up=${up}:apart=300:lead=0`, async () => {
        await writing
        const { nodes } = laboratory().cluster
        const running = await Promise.all(nodes.map((node) => node.running()))
        assert.deepEqual(running.filter(Boolean), [true])
        assert.ok(await isPrimary(laboratory().primary))
      })
      await expectOrder()
    })
}
