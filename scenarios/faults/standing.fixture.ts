import assert from 'node:assert/strict'
import type { Disturbance } from '../../runner/disturbance.ts'
import type { FaultContext } from '../../runner/fault.ts'
import { nameOfLink, type Link, type Poison } from '../../runner/network/link.ts'
import { carriedBy, type Way } from '../../runner/network/shapes.ts'
import { randomFrom } from '../../runner/random.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Switchover } from '../../runner/evidence.ts'
import type { Cluster, Route, Step } from '../../runner/topology.ts'
import type { FaultKind } from './kind.ts'
import { namesOf, type Layout } from '../topologies/topology.ts'

/** A cluster that notes what is done to it. */
export function standing(layout: Layout, { alive = true, stubborn = false, held = 'n1' } = {}) {
  const seen: string[] = []
  const note = (words: string): Disturbance => {
    seen.push(words)
    return { undo: async () => void seen.push(`no more ${words}`), effect: async () => undefined }
  }
  const down = new Set(alive ? [] : namesOf(layout))
  const frozen = new Set<string>()
  const closing = new Set<string>()
  const nodes = namesOf(layout).map((name) => ({
    name,
    async stop() {
      seen.push(`stop ${name}`)
      down.add(name)
    },
    async kill() {
      seen.push(`kill ${name}`)
      if (stubborn) throw new Error('still there')
      down.add(name)
    },
    async pause() {
      seen.push(`pause ${name}`)
      frozen.add(name)
    },
    async resume() {
      seen.push(`resume ${name}`)
      frozen.delete(name)
    },
    running: async () => !down.has(name),
    frozen: async () => frozen.has(name),
    boot: async () => {},
    limitCpu: async (percent: number) => note(`${percent} % for ${name}`),
    limitIo: async (kilobytes: number) => note(`${kilobytes} kB/s for ${name}`),
    // An archive loses and spoils something new each time, and no two looks at the time are the same.
    async exec(argv: string[]) {
      const [program, , script = ''] = argv
      seen.push(`exec on ${name}`)
      if (argv.includes('--mode=smart')) closing.add(name)
      // Of sessions that were killed none is left.
      if (script.startsWith('left=')) return { exitCode: 0, output: '0' }
      // Nobody wishes for anything yet.
      if (program === 'test') return { exitCode: 1, output: '' }
      if (program === 'date') return { exitCode: 0, output: String(seen.length) }
      return { exitCode: 0, output: `.lost.${seen.length}\n.whole.${seen.length}` }
    },
  })) as unknown as Node[]
  const servers = new Map(nodes.map((node) => [node.name, serverOn(node, note, closing)]))
  const all = layout.links.map((spec) => {
    const name = nameOfLink(spec)
    const poison = async ({ type }: Poison) => note(`${type} ${name}`)
    const cutAt = async ({ message, statement }: { message: string; statement: string }) => {
      const words = `cut ${name} at ${message} ${statement}`.trimEnd()
      const by = { message, connectionsCut: 2, connectionsNotFollowed: 1 }
      return { undo: note(words).undo, effect: async () => ({ took: true, by }) }
    }
    return { ...spec, name, poison, cutAt }
  }) as unknown as Link[]
  const links = {
    all: () => all,
    between: (from: string, to: string) =>
      all.find((link) => link.from === from && link.to === to)!,
    touching: (node: string) => all.filter(({ from, to }) => from === node || to === node),
    async lose(ways: Way[], by = 'proxy') {
      assert.deepEqual(carriedBy(layout.links, ways), ways)
      assert.notEqual(ways.length, 0)
      return note(`${by} loses ${ways.map(({ from, to }) => `${from}>${to}`).join(' ')}`)
    },
    cut: async (some: Link[], by: string) =>
      note(`${by} cuts ${some.map((l) => l.name).join(' ')}`),
    detach: async ({ name }: Node, by: string) => note(`${by} ${name}`),
    shape: async ({ name }: Node, words: string[]) => note(`${name} ${words.join(' ')}`),
    losePackets: async (some: Link[], percent: number) => note(`${percent} % of ${some.length}`),
  }
  const at = (role: string) =>
    layout.nodes.flatMap((node, i) => (node.role === role ? [nodes[i]] : []))
  const cluster = {
    nodes,
    node: (name: string) => nodes.find((node) => node.name === name),
    at,
    guarded: layout.nodes
      .filter(({ role }) => role === 'primary')
      .map(({ name }) => ({
        // Somebody takes the place of one that was killed.
        primary: () => (seen.includes(`kill ${name}`) ? 'n2' : name),
        held: async () => ({ node: held, waiting: 3, lsnBytes: 70 }),
        cancelHeld: async () => 1,
        async promote(to = 'n2') {
          seen.push(`promote ${to}`)
          return { to, toLsnBytes: 60 }
        },
        server: ({ name: other }: Node) => servers.get(other),
        at,
        mode: async () => ({ node: name }),
        mislead: (to: string) => note(`mislead to ${to}`).undo,
        copyAnew() {},
        async switchOver(step: Step): Promise<Switchover> {
          seen.push(`switch over from ${name}`)
          const fromLsnBytes = await step('step-down', name, async () => 70)
          return { from: name, fromLsnBytes, to: 'n2', toLsnBytes: 80 }
        },
      })),
    observe: async () => layout.nodes.map(({ name: node, role }) => ({ node, role, lsnBytes: 70 })),
    links,
    client: {
      async connect({ node }: Route) {
        const { undo } = note(`connect to ${node}`)
        return { usable: true, close: undo }
      },
    },
    async readSlowly({ name }: Node) {
      const { undo } = note(`read slowly of ${name}`)
      return { pid: 7, bytesRead: () => 5, close: () => void undo() }
    },
    server: ({ name }: Node) => servers.get(name),
    crash: async ({ name }: Node) => note(`crash ${name}`),
  } as unknown as Cluster
  return { cluster, seen }
}

/** As PostgreSQL's, and whatever it is asked it answers by the same row, with the setting that holds. */
function serverOn(node: Node, note: (words: string) => Disturbance, closing: ReadonlySet<string>) {
  const position = async () => ({ standby: node.name !== 'n1', lsnBytes: 70, replayedBytes: 70 })
  let value = 'as before'
  return {
    node,
    position,
    glance: position,
    // A session that was there is gone when it is asked for again.
    async query(text: string) {
      if (text.includes('pg_logical_emit_message')) note(`load at ${node.name}`)
      return [{ at: 1, value, now: 0, seconds: 1, pid: pids++ }]
    },
    async connect() {
      if (!closing.has(node.name)) return sessionOn(node, note)
      throw Object.assign(new Error('shutting down'), { code: '57P03' })
    },
    sessionsOf: async () => 2,
    answers: async () => {},
    // Whom it is told to stream from it hears.
    receives: async () => value !== '',
    start: async () => void note(`start ${node.name}`),
    stop: async () => void note(`stop ${node.name}`),
    async override(settings: Record<string, string>) {
      const { undo } = note(`${node.name} ${JSON.stringify(settings)}`)
      const before = value
      ;[value] = Object.values(settings)
      return async () => {
        value = before
        await undo()
      }
    },
    roles: { client: { user: 'client' } },
    disconnect() {},
  }
}

let pids = 1

function sessionOn({ name }: Node, note: (words: string) => Disturbance) {
  const { undo } = note(`session on ${name}`)
  const rows = [{ pid: pids++, tables: 'marks', waiting: 1, lsn: `0/${pids}` }]
  return {
    query: async () => ({ rows }),
    end: undo,
    connection: { stream: { destroy: () => void undo() } },
  }
}

/** A fault's words, with all that it waits for by itself cut short. */
export function soon(form: string, { settings }: FaultKind, ms: number): string {
  const waits = ['lead', 'apart'].filter((name) => name in settings.shape)
  const rests = ['hold', 'down'].filter((name) => name in settings.shape)
  const words = [...waits.map((name) => `${name}=${ms}`), ...rests.map((name) => `${name}=1`)]
  return [form, ...words].join(':')
}

/** What an injection works with that nothing interrupts. */
export const contextOf = (cluster: Cluster, seed = 1): FaultContext => ({
  cluster,
  random: randomFrom(seed),
  now: () => 1,
  record: () => {},
  over: new AbortController().signal,
  exclusively: (act) => act(),
})
