import type { Disturbance } from '../../runner/disturbance.ts'
import { nameOfLink } from '../../runner/network/link.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { crash } from '../databases/postgres/crash.ts'
import { makeMistake } from '../databases/postgres/mistakes.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import { namesOf, type Layout } from '../topologies/topology.ts'

/** How a cluster is, whatever is done to it. */
export interface World {
  /**
   * Nothing is wrong with it; all nodes are down, or frozen; all servers are as faults of them would have it; or daemons
   * are to do already what faults want of them.
   */
  state: 'well' | 'down' | 'frozen' | 'done' | 'wished'
  /** What a setting is that faults change. */
  setting?: string
}

type Rows = Record<string, unknown>[]

/** What each question is answered by, told by a part of it; the first that is in it counts. */
const answers: [part: string, well: Rows, done?: Rows][] = [
  ['FROM pg_replication_slots', [{ name: 'n2' }, { name: 'n3' }], []],
  ['SELECT pid FROM pg_stat_activity', [{ pid: 11 }, { pid: 12 }]],
  ['pg_backend_pid() AS pid', [{ pid: 13 }]],
  ['AS tables', [{ tables: 'marks' }]],
  ['AS waiting', [{ waiting: 0 }]],
  ['AS lsn', [{ lsn: '0/70', xid: '1', time: 'now', created: '0/70' }]],
  ['AS rows', [{ rows: '5' }]],
  ['to_regclass', [{ name: 'marks' }]],
  ['AS ended', [{ ended: 0 }]],
  ['pg_postmaster_start_time', [{ at: 1 }], [{ at: 2 }]],
]

const SHUTTING_DOWN = Object.assign(new Error('shutting down'), { code: '57P03' })

/** What a command on a node says, told by a part of its words. */
const outputs: [part: string, well: string, done?: string][] = [
  ['left=', '2'],
  // Nobody else may crash a server whose first process stands still.
  ['dead=0', '0 7'],
  ['ended=', '11 12', ''],
  ['postmaster.pid', '10\n/data\n1000', '20\n/data\n2000'],
  ['wc -l', '3'],
  ['files', '.lost.1\n.whole.1'],
]

/** A cluster that takes every act and stays as it is, until the test has its world be another. */
export function unchanging(layout: Layout, world: World): Cluster {
  const isDone = () => world.state === 'done'
  const gone = async () => {
    throw new Error('nobody is there')
  }
  const answering =
    <A extends unknown[], T>(act: (...args: A) => Promise<T>) =>
    (...args: A) =>
      world.state === 'well' || isDone() ? act(...args) : gone()
  const rowsFor = (text: string): Rows => {
    if (text.includes('current_setting')) return [{ value: world.setting ?? 'as before' }]
    const [, well, done = well] = answers.find(([part]) => text.includes(part)) ?? ['', []]
    return isDone() ? done : well
  }
  const nothing = async () => {}
  const untouched: Disturbance = {
    undo: nothing,
    effect: async () => ({ took: false, by: { bytesLost: 0 } }),
  }
  const disturb = async () => untouched
  const nodes = namesOf(layout).map((name) => ({
    name,
    running: async () => world.state !== 'down',
    frozen: async () => world.state === 'frozen',
    stop: nothing,
    kill: nothing,
    pause: nothing,
    resume: nothing,
    boot: nothing,
    limitCpu: disturb,
    limitIo: disturb,
    async exec(argv: string[]) {
      if (world.state === 'down') return { exitCode: 1, output: 'nobody is there' }
      const words = argv.join(' ')
      const isWished = world.state === 'wished'
      if (argv[0] === 'test') return { exitCode: isWished ? 0 : 1, output: '' }
      if (argv[0] === 'ls' && isWished) return { exitCode: 0, output: '.lose\n.corrupt\ndie' }
      const [, well, done = well] = outputs.find(([part]) => words.includes(part)) ?? ['', '']
      const output = isDone() ? done : well
      return { exitCode: words.includes('ended=') && output === '' ? 1 : 0, output }
    },
  })) as unknown as Node[]
  const session = {
    query: async (text: string) => ({ rows: rowsFor(text) }),
    end: nothing,
    hangUp() {},
    connection: { stream: { destroy() {} } },
  }
  const serverOn = (node: Node) => {
    const standby = () => !isDone() && node.name !== 'n1'
    return {
      node,
      roles: { client: { user: 'client' } },
      disconnect() {},
      query: answering(async (text: string) => rowsFor(text)),
      connect: answering(async () => (isDone() ? Promise.reject(SHUTTING_DOWN) : session)),
      position: answering(async () => ({
        standby: standby(),
        lsnBytes: 70,
        replayedBytes: 70,
        seqno: 7,
      })),
      look: answering(async () => ({ isPrimary: true, size: 3 })),
      held: answering(async () => ({ waiting: 3, lsnBytes: 70 })),
      sessionsOf: answering(async () => 2),
      receives: answering(async () => !isDone()),
      answers: nothing,
      start: nothing,
      stop: nothing,
      override: answering(async () => nothing),
    } as unknown as PostgresServer
  }
  const servers = new Map(nodes.map((node) => [node.name, serverOn(node)]))
  const server = ({ name }: Pick<Node, 'name'>) => servers.get(name)!
  const all = layout.links.map((spec) => ({
    ...spec,
    name: nameOfLink(spec),
    poison: disturb,
    cutAt: disturb,
    endpoint: {},
  }))
  const at = (role: string) => nodes.filter((_, i) => layout.nodes[i].role === role)
  const [{ name: first }] = nodes
  /** Who leads is here as it was decided, whatever the servers are. */
  const groupOf = (primary: string) => {
    let decided = primary
    const decide = (to: string) => {
      decided = to
      return { to, toLsnBytes: 60 }
    }
    return {
      primary: () => decided,
      held: async () => ({ node: decided, ...(await server({ name: decided }).held()) }),
      cancelHeld: async () => 0,
      promote: async (to = 'n2') => decide(to),
      switchOver: async () => ({ from: primary, fromLsnBytes: 50, ...decide('n2') }),
      mode: async () => ({ node: decided }),
      mislead: () => nothing,
      copyAnew() {},
      server,
      at,
    }
  }
  const disk = { node: nodes[0], inject: disturb, cutPower: disturb }
  return {
    nodes,
    at,
    server,
    diskOf: () => ({
      disk,
      folder: '/disk',
      takesWrites: async () => true,
      repair: nothing,
      remount: nothing,
    }),
    servers,
    node: (name: string) => nodes.find((node) => node.name === name),
    guarded: at('primary').map(({ name }) => groupOf(name)),
    observe: async () => layout.nodes.map(({ name: node, role }) => ({ node, role, lsnBytes: 70 })),
    links: {
      all: () => all,
      between: (from: string, to: string) =>
        all.find((link) => link.from === from && link.to === to),
      touching: (node: string) => all.filter(({ from, to }) => from === node || to === node),
      lose: disturb,
      cut: disturb,
      detach: disturb,
      shape: disturb,
      losePackets: disturb,
    },
    client: { connect: gone },
    readSlowly: async () => ({ pid: 7, bytesRead: () => 5, close() {} }),
    crash: (node: Node) => crash(server(node)),
    mistake: () =>
      makeMistake(
        server({ name: first }),
        { kind: 'truncate', tables: ['marks'], name: 'it', shift: 0 },
        () => 1,
      ),
  } as unknown as Cluster
}
