/**
 * What the proxy costs: `node proxy.bench.ts [--json]`. A direct connection, a bare pipe of two net.Sockets and the
 * server take turns in the same run, each proxy in a process of its own; load and upstream share this one.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { startServer } from './server.ts'

const MB = 1024 * 1024
const PINGS = 3000
const PINGS_A_TURN = 100
const STREAM_BYTES = 128 * MB
const STREAM_TURNS = 5
const CONNECTIONS = 1000
const STALLED_BYTES = 1024 * MB
const LATENCY_MS = 20
const LATENCY_PINGS = 300
const TRICKLE_MS = 3_000

const ways = ['direct', 'pipe', 'ours'] as const
type Way = (typeof ways)[number]

interface Usage {
  cpuMs: number
  rssMb: number
  peakMb: number
}

/** A proxy in a process of its own. */
class Proxy implements AsyncDisposable {
  readonly port: number
  readonly api: string
  private readonly child: ChildProcess

  private constructor(child: ChildProcess, { port, api }: { port: number; api: string }) {
    this.child = child
    this.port = port
    this.api = api
  }

  static async start(role: 'pipe' | 'ours', upstream: number): Promise<Proxy> {
    const child = fork(import.meta.filename, [role, String(upstream)])
    const [ready] = await once(child, 'message')
    return new Proxy(child, ready)
  }

  async usage(): Promise<Usage> {
    this.child.send('usage')
    const [usage] = await once(this.child, 'message')
    return usage
  }

  async addToxic(toxic: object): Promise<void> {
    await fetch(`${this.api}/proxies/p/toxics`, { method: 'POST', body: JSON.stringify(toxic) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.child, 'exit')
    this.child.kill()
    await exited
  }
}

async function serve(role: string, upstream: number): Promise<void> {
  if (role === 'pipe') {
    const server = createServer({ noDelay: true }, (client) => {
      const target = connect({ port: upstream, host: '127.0.0.1', noDelay: true })
      client.pipe(target).pipe(client)
      for (const socket of [client, target])
        socket.on('error', () => [client, target].forEach((end) => end.destroy()))
    })
    process.send!({ port: await listening(server), api: '' })
  } else {
    const { url } = await startServer({ port: 0 })
    const fields = { name: 'p', listen: '127.0.0.1:0', upstream: `127.0.0.1:${upstream}` }
    const body = JSON.stringify(fields)
    const answer = await (await fetch(`${url}/proxies`, { method: 'POST', body })).json()
    process.send!({ port: Number((answer as typeof fields).listen.split(':')[1]), api: url })
  }
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    const rssMb = process.memoryUsage.rss() / MB
    const peakMb = process.resourceUsage().maxRSS / 1024
    process.send!({ cpuMs: (user + system) / 1000, rssMb, peakMb } satisfies Usage)
  })
}

async function listening(server: Server): Promise<number> {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return socket
}

/** Milliseconds for one small message there and back. */
function ping(socket: Socket): Promise<number> {
  return new Promise((resolve) => {
    const start = performance.now()
    socket.once('data', () => resolve(performance.now() - start))
    socket.write('a message of the size of a small query, more or less: 64 bytes..')
  })
}

/** Asks the upstream for so many bytes and reads them, stalling as told; milliseconds. */
async function download(
  port: number,
  bytes: number,
  stall?: (at: number) => number,
): Promise<number> {
  const socket = await open(port)
  const start = performance.now()
  socket.write(`send ${bytes}`)
  let received = 0
  socket.on('data', (data) => {
    received += data.length
    const pause = stall?.(received) ?? 0
    if (pause === 0) return
    socket.pause()
    setTimeout(() => socket.resume(), pause)
  })
  if (stall) {
    socket.pause()
    setTimeout(() => socket.resume(), stall(0))
  }
  await once(socket, 'close')
  if (received !== bytes) throw new Error(`${received} of ${bytes} bytes came through`)
  return performance.now() - start
}

/** Echoes, unless it is asked to send. */
function upstream(): Server {
  const block = Buffer.alloc(64 * 1024, 'x')
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (!data.subarray(0, 5).equals(Buffer.from('send '))) return socket.write(data)
      let left = Number(data.subarray(5))
      const send = (): void => {
        while (left > 0) {
          left -= block.length
          if (!socket.write(block)) return void socket.once('drain', send)
        }
        socket.end()
      }
      send()
    })
  })
}

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]
}

const spread = (values: number[]) => ({
  p1: quantile(values, 0.01),
  median: median(values),
  p99: quantile(values, 0.99),
})

const median = (values: number[]): number => quantile(values, 0.5)

type PerWay<T> = Record<Way, T>

async function perWay<T>(make: (way: Way) => Promise<T> | T): Promise<PerWay<T>> {
  return { direct: await make('direct'), pipe: await make('pipe'), ours: await make('ours') }
}

async function roundTrips(ports: PerWay<number>): Promise<PerWay<number[]>> {
  const sockets = await perWay((way) => open(ports[way]))
  const times: PerWay<number[]> = { direct: [], pipe: [], ours: [] }
  for (const way of ways) for (let i = 0; i < 300; i++) await ping(sockets[way])
  for (let turn = 0; turn < PINGS / PINGS_A_TURN; turn++)
    for (const way of ways)
      for (let i = 0; i < PINGS_A_TURN; i++) times[way].push(await ping(sockets[way]))
  for (const way of ways) sockets[way].destroy()
  return times
}

async function streams(ports: PerWay<number>, proxies: Record<'pipe' | 'ours', Proxy>) {
  const rates: PerWay<number[]> = { direct: [], pipe: [], ours: [] }
  const cpu = { pipe: [] as number[], ours: [] as number[] }
  for (let turn = 0; turn < STREAM_TURNS; turn++)
    for (const way of ways) {
      const before = way === 'direct' ? undefined : await proxies[way].usage()
      const ms = await download(ports[way], STREAM_BYTES)
      rates[way].push(STREAM_BYTES / MB / (ms / 1000))
      if (way !== 'direct') cpu[way].push((await proxies[way].usage()).cpuMs - before!.cpuMs)
    }
  return { rates, cpu }
}

/** Milliseconds to open so many connections and have one message answered on each, all of them open at once. */
async function manyConnections(port: number): Promise<number> {
  const start = performance.now()
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(port)))
  await Promise.all(sockets.map(ping))
  const took = performance.now() - start
  for (const socket of sockets) socket.destroy()
  return took
}

/** The most memory the server had while a gigabyte went through a reader that stalls again and again, in MB. */
async function stalledReader(
  port: number,
  toxics: object[],
): Promise<{ peak: number; grown: number }> {
  await using proxy = await Proxy.start('ours', port)
  for (const toxic of toxics) await proxy.addToxic(toxic)
  const idle = await proxy.usage()
  let next = 0
  await download(proxy.port, STALLED_BYTES, (received) => {
    if (received < next) return 0
    next += STALLED_BYTES / 8
    return 150
  })
  const { peakMb } = await proxy.usage()
  return { peak: peakMb, grown: peakMb - idle.rssMb }
}

/**
 * How much later than it should, in ms, a message comes back through a latency toxic, and beside it how much later
 * than usual one comes back through the bare pipe after as long a silence: what the machine itself adds.
 */
async function latencyErrors(
  port: number,
  pipe: number,
): Promise<Record<'ours' | 'pipe', number[]>> {
  await using proxy = await Proxy.start('ours', port)
  await proxy.addToxic({ type: 'latency', attributes: { latency: LATENCY_MS } })
  const slow = await open(proxy.port)
  const plain = await open(pipe)
  const times = { ours: [] as number[], pipe: [] as number[] }
  for (let i = -10; i < LATENCY_PINGS; i++) {
    const late = await ping(slow)
    await sleep(LATENCY_MS)
    const usual = await ping(plain)
    if (i < 0) continue
    times.ours.push(late)
    times.pipe.push(usual)
  }
  slow.destroy()
  plain.destroy()
  const usual = median(times.pipe)
  return {
    ours: times.ours.map((ms) => ms - LATENCY_MS - usual),
    pipe: times.pipe.map((ms) => ms - usual),
  }
}

/** How busy a latency toxic keeps the proxy with a message each millisecond, in hundredths of a processor. */
async function trickle(port: number): Promise<number> {
  await using proxy = await Proxy.start('ours', port)
  await proxy.addToxic({ type: 'latency', attributes: { latency: LATENCY_MS } })
  const socket = await open(proxy.port)
  socket.resume()
  const sending = setInterval(() => socket.write('a message'), 1)
  await sleep(LATENCY_MS * 2)
  const before = await proxy.usage()
  await sleep(TRICKLE_MS)
  const { cpuMs } = await proxy.usage()
  clearInterval(sending)
  socket.destroy()
  return ((cpuMs - before.cpuMs) / TRICKLE_MS) * 100
}

async function measure() {
  const server = upstream()
  const port = await listening(server)
  await using pipe = await Proxy.start('pipe', port)
  await using ours = await Proxy.start('ours', port)
  const ports = { direct: port, pipe: pipe.port, ours: ours.port }
  const trips = await roundTrips(ports)
  const { rates, cpu } = await streams(ports, { pipe, ours })
  const many = await perWay((way) => manyConnections(ports[way]))
  const stalled = await stalledReader(port, [])
  const slow = { type: 'latency', attributes: { latency: 50 } }
  const stalledSlow = await stalledReader(port, [slow])
  const late = await latencyErrors(port, pipe.port)
  const trickled = await trickle(port)
  server.close()
  return {
    roundTripMedianUs: await perWay((way) => median(trips[way]) * 1000),
    roundTripP99Us: await perWay((way) => quantile(trips[way], 0.99) * 1000),
    throughputMbPerSecond: await perWay((way) => median(rates[way])),
    cpuMsPerMb: {
      pipe: (median(cpu.pipe) * MB) / STREAM_BYTES,
      ours: (median(cpu.ours) * MB) / STREAM_BYTES,
    },
    connectionsMs: many,
    stalledReaderPeakMb: stalled.peak,
    stalledReaderGrowthMb: stalled.grown,
    stalledReaderWithLatencyPeakMb: stalledSlow.peak,
    trickleCpuPercent: trickled,
    latencyErrorMs: spread(late.ours),
    pipeErrorMs: spread(late.pipe),
  }
}

type Figures = Awaited<ReturnType<typeof measure>>

/** Each bound that the proxy must hold, with what was measured. */
function judge(figures: Figures): { bound: string; measured: string; held: boolean }[] {
  const { roundTripMedianUs: trip, throughputMbPerSecond: rate } = figures
  const { latencyErrorMs: late, pipeErrorMs: pipe } = figures
  const added = trip.ours - trip.pipe
  const share = (rate.ours / rate.pipe) * 100
  const peak = figures.stalledReaderPeakMb
  return [
    {
      bound: 'median round trip at most 60 µs over the bare pipe',
      measured: `${added.toFixed(1)} µs`,
      held: added <= 60,
    },
    {
      bound: 'throughput at least 90 % of the bare pipe',
      measured: `${share.toFixed(0)} %`,
      held: share >= 90,
    },
    {
      bound: '1 GB through a stalled reader under 64 MB above idle',
      measured: `${figures.stalledReaderGrowthMb.toFixed(0)} MB, ${peak.toFixed(0)} in all`,
      held: figures.stalledReaderGrowthMb < 64,
    },
    {
      bound: `${CONNECTIONS} connections at once`,
      measured: `${figures.connectionsMs.ours.toFixed(0)} ms`,
      held: true,
    },
    {
      bound: 'latency toxic within ± 2 ms at p99, beyond what the pipe itself wavers',
      measured: `${late.p1.toFixed(2)} … ${late.p99.toFixed(2)} ms, the pipe ${pipe.p1.toFixed(2)} … ${pipe.p99.toFixed(2)}`,
      held: late.p1 >= -2 && late.p99 - pipe.p99 <= 2,
    },
  ]
}

function print(figures: Figures): void {
  const table = new Table({ head: ['', ...ways], style: { head: [], border: [] } })
  const row = (name: string, values: Partial<PerWay<number>>, digits: number) =>
    table.push([name, ...ways.map((way) => values[way]?.toFixed(digits) ?? '')])
  row('round trip, median µs', figures.roundTripMedianUs, 1)
  row('round trip, p99 µs', figures.roundTripP99Us, 1)
  row('throughput, MB/s', figures.throughputMbPerSecond, 0)
  row('CPU of the proxy, ms/MB', figures.cpuMsPerMb, 3)
  row(`${CONNECTIONS} connections, ms`, figures.connectionsMs, 0)
  row('stalled reader, peak MB', { ours: figures.stalledReaderPeakMb }, 0)
  row('… with 50 ms latency', { ours: figures.stalledReaderWithLatencyPeakMb }, 0)
  row('delayed trickle, % of a CPU', { ours: figures.trickleCpuPercent }, 0)
  console.log(table.toString())
  for (const { bound, measured, held } of judge(figures))
    console.log(`${held ? '✔' : '✘'} ${bound}: ${measured}`)
}

if (process.send) await serve(process.argv[2], Number(process.argv[3]))
else {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
  const figures = await measure()
  if (values.json) console.log(JSON.stringify({ ...figures, bounds: judge(figures) }, null, 2))
  else print(figures)
}
