/**
 * What a disk of our own costs a database: `node disk.bench.ts [--seconds 5] [--rounds 3] [--json file]`. PostgreSQL on a
 * plain loop device, on our disk, and on our disk that is mirrored take turns in one container; both kinds of disk are
 * files beside each other, written once before.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { engine } from '../runtimes/docker/engine.ts'
import { makeLoop } from '../runtimes/docker/disk-privileges.ts'
import { execIn } from '../runtimes/docker/exec.ts'
import { loopMark } from '../runtimes/docker/loops.ts'
import { openRuntime } from '../runtimes/open.ts'
import { runOn } from '../runtimes/run-on.ts'
import type { Node } from '../runtimes/runtime.ts'
import { DISK_API_PORT, DISK_PORT, DiskOnNode } from './disk-on-node.ts'

const MB = 2 ** 20
const SIZE = 512 * MB
const clientCounts = [1, 4, 8]
const ways = ['loop', 'ours', 'mirrored'] as const
type Way = (typeof ways)[number]

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
})

const settings = `listen_addresses = ''
shared_buffers = 64MB
min_wal_size = 64MB
max_wal_size = 128MB
autovacuum = off
max_connections = 20`

/** Of the nodes in the way that is named; its folder, where PostgreSQL's data are to be. */
async function mountOn(node: Node, peer: Node, way: Way, runId: string): Promise<string> {
  const folder = `${node.home}/${way}`
  await runOn(node, ['mkdir', folder])
  if (way === 'loop') {
    await mountLoop(`splitbrain-${runId}-${node.name}`, loopMark(runId), folder)
    return folder
  }
  const disk = new DiskOnNode(node, { sizeBytes: SIZE })
  await disk.install()
  await disk.fill()
  await disk.start()
  if (way === 'mirrored') {
    const other = new DiskOnNode(peer, { sizeBytes: SIZE })
    await other.install()
    await other.fill()
    await other.start()
    const to = peer.address(DISK_PORT)
    const options = {
      as: 'mirror',
      withoutPeer: 'stop',
      timeoutMs: 20_000,
      behind: 'nothing',
    } as const
    await disk.mirrorTo({ to, ...options })
  }
  const source = disk.sourceHere('bench')
  await node.disks!.format(source)
  await node.disks!.mount(source, folder)
  return folder
}

async function mountLoop(container: string, name: string, folder: string): Promise<void> {
  const script = `set -eu; ${makeLoop}
file=/var/lib/splitbrain/$1
dd if=/dev/zero of="$file" bs=1M count=${SIZE / MB} conv=fsync 2>/dev/null
mkfs.ext4 -q -b 4096 -E nodiscard,lazy_itable_init=0,lazy_journal_init=0,root_owner=$(stat -c %u:%g "$2") "$file"
make_loop --direct-io=on; mount "$loop" "$2"; losetup -d "$loop"`
  const argv = ['sh', '-c', script, 'sh', name, folder]
  const { exitCode, output } = await execIn(await engine(), container, argv, { user: 'root' })
  if (exitCode !== 0) throw new Error(output)
}

async function startServer(node: Node, folder: string): Promise<void> {
  const data = `${folder}/data`
  await runOn(node, ['initdb', '-D', data, '-A', 'trust', '--no-sync', '-U', 'postgres'])
  await runOn(node, ['sh', '-c', 'cat >> "$1/postgresql.conf"', 'sh', data], settings)
  await runOn(node, [
    'pg_ctl',
    '-D',
    data,
    '-w',
    '-l',
    `${folder}/log`,
    '-o',
    `-k ${folder}`,
    'start',
  ])
  await runOn(node, ['pgbench', '-h', folder, '-U', 'postgres', '-i', '-s', '2', '-q', 'postgres'])
}

/** Commits a second. */
async function measure(node: Node, folder: string, clients: number): Promise<number> {
  const words = { client: clients, jobs: Math.min(clients, 2), time: values.seconds, host: folder }
  const options = Object.entries(words).map(([name, value]) => `--${name}=${value}`)
  const argv = ['pgbench', '-U', 'postgres', '-N', '-n', ...options, 'postgres']
  const tps = /tps = ([\d.]+)/.exec(await runOn(node, argv))
  if (tps === null) throw new Error('pgbench told no rate')
  return Number(tps[1])
}

const median = (all: number[]) => all.toSorted((a, b) => a - b)[all.length >> 1]

const runId = `bench-disk-${process.pid}`
await using runtime = await openRuntime('docker', {
  runId,
  needs: new Set(['node', 'disks']),
  progress: (line) => console.error(line),
})
const ports = [DISK_PORT, DISK_API_PORT]
const places: { way: Way; node: Node; folder: string }[] = []
for (const way of ways) {
  const node = await runtime.start({ name: way, ports })
  const peer = way === 'mirrored' ? await runtime.start({ name: 'peer', ports }) : node
  const folder = await mountOn(node, peer, way, runId)
  await startServer(node, folder)
  places.push({ way, node, folder })
}
const found = new Map<string, number[]>()
for (let round = 0; round < Number(values.rounds); round++)
  for (const clients of clientCounts)
    for (const { way, node, folder } of places) {
      const key = `${way} ${clients}`
      found.set(key, [...(found.get(key) ?? []), await measure(node, folder, clients)])
    }
const rows = ways.flatMap((way) =>
  clientCounts.map((clients) => {
    const commits = median(found.get(`${way} ${clients}`)!)
    const share = commits / median(found.get(`loop ${clients}`)!)
    return { way, clients, commitsPerSecond: Math.round(commits), shareOfLoop: share }
  }),
)
const table = new Table({
  head: ['disk', 'clients', 'commits/s', 'of a plain loop device'],
  style: { head: [], border: [] },
})
for (const { way, clients, commitsPerSecond, shareOfLoop } of rows)
  table.push([way, clients, commitsPerSecond, `${Math.round(shareOfLoop * 100)} %`])
console.log(table.toString())
if (values.json !== undefined) await writeFile(values.json, JSON.stringify({ rows }, null, 2))
