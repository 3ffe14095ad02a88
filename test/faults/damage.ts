import assert from 'node:assert/strict'
import { before, test as nodeTest } from 'node:test'
import { MeetsNothing, type Injection } from '../../runner/fault.ts'
import { runOn } from '../../runner/runtimes/run-on.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import {
  PAGE,
  readBytes,
  sizeOf,
  writeBytes,
} from '../../scenarios/databases/postgres/files/bytes.ts'
import { amcheckFunctions } from '../../scenarios/databases/postgres/amcheck.ts'
import { bothWaysOfReading } from '../../scenarios/databases/postgres/both-ways.ts'
import { flush } from '../../scenarios/faults/damage/flush.ts'
import { serverOf } from '../../scenarios/faults/servers.ts'
import type { Laboratory } from './laboratory.ts'

const PATIENCE_MS = 30_000

interface Told {
  file: string
  relation?: string
  block: number
  offset: number
  before: string
  after: string
  bytesBefore: number
  bytesAfter: number | string
  server: string
  said?: string
}

const told = ({ detail }: Pick<Injection, 'detail'>) => detail!.damage as Told

/** What stands where something was changed, as the history has it. */
async function bytesAt(node: Node, { file, block, offset, before: hex }: Told): Promise<string> {
  const fromByte = block * PAGE + offset
  const place = { path: file, fromByte, toByte: fromByte + hex.length / 2 }
  return (await readBytes(node, place)).toString('hex')
}

/** What is done to files of a real server is on its disk, is read by it, and can be taken back; tests by their names. */
export function damage(
  laboratory: () => Laboratory,
  isMeant: (name: string) => boolean = () => true,
): void {
  const test = (name: string, run: () => Promise<void>) => isMeant(name) && nodeTest(name, run)
  const rows = async () => {
    const text = 'SELECT count(*)::int AS rows FROM kept'
    const server = serverOf(laboratory().cluster, laboratory().primary)
    return (await server.query<{ rows: number }>(text))[0].rows
  }
  let [next, acknowledged] = [0, 0]
  const write = async () => {
    const text = `INSERT INTO kept SELECT key FROM generate_series(${next}, ${(next += 100) - 1}) AS key`
    await laboratory().query(laboratory().primary.endpoint(), text)
    acknowledged += 100
  }
  /** Nothing of any damage is on any node, and nothing that was written is missing. */
  const expectSound = async () => {
    const { cluster } = laboratory()
    await cluster.heal(PATIENCE_MS)
    await write()
    assert.ok((await rows()) >= acknowledged)
    for (const node of cluster.nodes) {
      const names = (await node.exec(['ls'])).output.split('\n')
      assert.deepEqual(
        names.filter((name) => name.startsWith('kept.')),
        [],
      )
      const server = serverOf(cluster, node)
      assert.deepEqual(
        [...(await amcheckFunctions(server)), ...(await bothWaysOfReading(server))],
        [],
      )
    }
  }

  before(async () => {
    await laboratory().query(
      laboratory().primary.endpoint(),
      'CREATE TABLE kept (key int PRIMARY KEY); DROP TABLE marks',
    )
    for (let round = 0; round < 20; round++) await write()
  })

  /** Injects while clients write, and lets a test look at what is on the disk; nothing of it is left afterwards. */
  async function during(
    words: string,
    see: (node: Node, damaged: Told, injection: Injection) => Promise<void>,
  ) {
    const { cluster } = laboratory()
    let isOver = false
    const writing = (async () => {
      while (!isOver) await write().catch(() => {})
    })()
    const injection = await laboratory()
      .inject(words)
      .finally(() => (isOver = true))
    await writing
    const node = cluster.node(injection.nodes[0])
    try {
      await see(node, told(injection), injection)
      assert.equal((await injection.effect())?.took, true)
    } finally {
      await injection.undo()
    }
    await expectSound()
  }

  for (const kind of ['heap', 'index', 'wal', 'control', 'xact'])
    test(`flip-bit-n2:of=${kind}: one bit differs on the disk`, () =>
      during(`flip-bit-n2:of=${kind}:mended=yes`, async (node, damaged) => {
        const [was, is] = [damaged.before, damaged.after].map((hex) => Number.parseInt(hex, 16))
        const bit = Math.log2(was ^ is)
        assert.ok(Number.isInteger(bit) && bit < 8, `${was} became ${is}`)
        if (kind === 'heap' || kind === 'index')
          assert.equal(damaged.relation, kind === 'heap' ? 'kept' : 'kept_pkey')
        // A standby gets its WAL again from the primary.
        if (kind !== 'wal') assert.equal(await bytesAt(node, damaged), damaged.after)
      }))

  test('zero-page-n2:of=heap: all of a page is 0, on that node alone', () =>
    during('zero-page-n2:mended=yes', async (node, { file, block }) => {
      const page = { path: file, fromByte: block * PAGE, toByte: (block + 1) * PAGE }
      assert.ok((await readBytes(node, page)).every((byte) => byte === 0))
      assert.ok((await readBytes(laboratory().primary, page)).some((byte) => byte !== 0))
    }))

  for (const words of [
    'stale-page-n2',
    'stale-page-n3:of=index',
    'tear-page-n2',
    'tear-page-n3:of=index',
  ])
    test(`${words}: a page is not what was written last`, () =>
      during(`${words}:mended=yes`, async (node, damaged) => {
        assert.notEqual(damaged.before, damaged.after)
        assert.equal(await bytesAt(node, damaged), damaged.after)
      }))

  test('tear-page-primary:restart=crash: the server mends it from its WAL', () =>
    during('tear-page-primary:restart=crash', async (node, damaged, { effect }) => {
      assert.equal(damaged.server, 'started')
      await serverOf(laboratory().cluster, node).query('CHECKPOINT')
      assert.equal((await effect())?.by.onDisk, 'written over')
    }))

  // Whoever goes on makes it longer again.
  test('truncate-file-n3: it was shorter', () =>
    during('truncate-file-n3:mended=yes', async (_node, { bytesAfter, bytesBefore }) => {
      assert.ok(Number(bytesAfter) < bytesBefore)
    }))

  for (const kind of ['control', 'xact'])
    test(`remove-file-primary:of=${kind}: the server does not start, says so, and is mended`, () =>
      during(`remove-file-primary:of=${kind}`, async (node, { file, server, said }) => {
        assert.equal(await sizeOf(node, file), undefined)
        assert.equal(server, 'refused')
        assert.match(said!, /could not (open file|access status)/)
      }))

  test('of one that runs on, nobody need notice, and the effect says whether the disk still has it', async () => {
    const injection = await laboratory().inject('flip-bit-primary:restart=no:mended=yes')
    const node = laboratory().primary
    assert.equal(told(injection).server, 'not restarted')
    assert.equal((await injection.effect())?.took, true)
    const { file, block, offset } = told(injection)
    await writeBytes(node, { path: file, fromByte: block * PAGE + offset }, Buffer.from([0xee]))
    const { took, by } = (await injection.effect())!
    assert.deepEqual([took, by.onDisk], [false, 'written over'])
    await writeBytes(
      node,
      { path: file, fromByte: block * PAGE + offset },
      Buffer.from(told(injection).after, 'hex'),
    )
    await injection.undo()
    await expectSound()
  })

  test('what was written over is not put back: the node becomes a copy again', async () => {
    const { cluster } = laboratory()
    const injection = await laboratory().inject('flip-bit-n3:mended=yes')
    const node = cluster.node('n3')
    const { file, block, offset } = told(injection)
    const fromByte = block * PAGE + offset
    await writeBytes(node, { path: file, fromByte }, Buffer.from([0xee]))
    await runOn(node, ['touch', 'data/of-before'])
    await injection.undo()
    await cluster.heal(PATIENCE_MS)
    assert.equal(await sizeOf(node, 'data/of-before'), undefined)
  })

  test('a server that was restarted for nothing is told as that', async () => {
    const { cluster } = laboratory()
    // All that is on the disk is what was there before, for nobody writes.
    const idle = await laboratory().inject('stale-page-n2:of=xact')
    assert.deepEqual(idle.nodes, ['n2'])
    const because = 'Nothing of xact on n2 is as it would have to be'
    assert.deepEqual(await idle.effect(), { took: false, by: { because, server: 'started' } })
    await idle.undo()
    await assert.rejects(laboratory().inject('stale-page-n2:of=xact:restart=no'), MeetsNothing)
    await cluster.heal(PATIENCE_MS)
    await expectSound()
  })

  test('two of a kind, and one of a node that is down, harm nobody for longer', async () => {
    const { cluster } = laboratory()
    await using undos = new AsyncDisposableStack()
    for (let times = 0; times < 2; times++)
      undos.defer((await laboratory().inject('flip-bit-n2:mended=yes')).undo)
    const n3 = cluster.node('n3')
    // What it only has in memory is on no disk once it is down.
    await flush(cluster, serverOf(cluster, n3))
    await n3.kill()
    const down = await laboratory().inject('zero-page-n3:mended=yes')
    undos.defer(down.undo)
    assert.equal(told(down).server, 'was down')
    assert.equal((await down.effect())?.took, true)
    await assert.rejects(laboratory().inject('stale-page-n3'), MeetsNothing)
    await undos.disposeAsync()
    await expectSound()
  })
}
