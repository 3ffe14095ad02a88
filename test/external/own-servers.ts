import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { isolation } from '../../runner/network/shapes.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Undo } from '../../runner/undo.ts'
import { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import { until } from '../../scenarios/databases/postgres/until.ts'
import { everybody, lostBy, netOf } from '../../scenarios/faults/net.ts'
import { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
import { randomFrom } from '../../runner/random.ts'

/** Stands in for ssh: a small program that has this process do what a hook says. */
const standIn = fileURLToPath(new URL('./stand-in.ts', import.meta.url))
const PASSWORD = 'hunter/2 of:our@own'
const HEAL_LIMIT_MS = 60_000
const granted = `
  SELECT FROM pg_database, aclexplode(datacl)
  WHERE datname = 'postgres' AND grantee = to_regrole('own') AND privilege_type = 'CREATE'`

export interface OwnServers extends AsyncDisposable {
  cluster: HotStandby
  /** A cluster file that names them, in a folder of its own. */
  file: string
  folder: string
  /** Who is one of these nodes. */
  server(name: string): PostgresServer
  /** Schemas of runs that are there. */
  schemas(): Promise<string[]>
  /** What was done to them, in order. */
  done: string[]
  /** Writes another file beside the first one. */
  write(name: string, content: object): Promise<string>
  content: { nodes: Record<string, { dsn: string; hooks: Record<string, string[]> }> } & Record<
    string,
    unknown
  >
}

/** Real servers that are somebody's own: streaming replication, each reached over a network that can be parted. */
export async function startOwnServers(words: { sync?: string } = {}): Promise<OwnServers> {
  const things = new AsyncDisposableStack()
  const runId = `own-${process.pid}-${Date.now()}`
  const runtime = things.use(await openRuntime('embedded', { runId, progress() {} }))
  const options = hotStandby.options.parse({ standbys: 1, ...words }) as never
  const site = await siteOf(hotStandby.layout(options), runtime)
  const cluster = things.use(await HotStandby.start(site, options))
  const server = (name: string) => cluster.server({ name })
  await server('n1').query(`CREATE ROLE own LOGIN PASSWORD '${PASSWORD}'`)
  await server('n1').query('GRANT CREATE ON DATABASE postgres TO own')
  await until(async () => {
    const { length } = await server('n2').query(granted)
    return length > 0 ? undefined : 'n2 did not hear of the role'
  }, HEAL_LIMIT_MS)
  const folder = await mkdtemp(join(tmpdir(), 'splitbrain-own-'))
  things.defer(() => rm(folder, { recursive: true }))
  const done: string[] = []
  const control = things.adopt(await listening(doing(cluster, done)), (it) => void it.close())
  const { port } = control.address() as AddressInfo
  const hook = (act: string) => [process.execPath, standIn, String(port), act]
  const acts = ['kill', 'stop', 'start', 'pause', 'resume', 'partition', 'heal', 'promote', 'logs']
  const nodeOf = (name: string) => {
    const { host, port: sql } = cluster.links.between('clients', name).endpoint
    const dsn = `postgres://own:${encodeURIComponent(PASSWORD)}@${host}:${sql}/postgres`
    return { dsn, hooks: Object.fromEntries(acts.map((act) => [act, hook(act)])) }
  }
  const content = {
    ...(words.sync === undefined ? {} : { sync: words.sync }),
    nodes: { n1: nodeOf('n1'), n2: nodeOf('n2') },
  }
  const write = async (name: string, what: object) => {
    const path = join(folder, name)
    await writeFile(path, stringify(what))
    return path
  }
  const schemas = async () => {
    const rows = await server(cluster.primary()).query<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'splitbrain%'",
    )
    return rows.map(({ name }) => name)
  }
  const file = await write('own.yaml', content)
  return {
    cluster,
    file,
    folder,
    server,
    schemas,
    done,
    write,
    content,
    [Symbol.asyncDispose]: () => things.disposeAsync(),
  }
}

/** What each hook does to a node; `start` brings everybody back whose time it is, as whoever runs a cluster would. */
function doing(cluster: HotStandby, done: string[]) {
  const parted = new Map<string, Undo>()
  const acts: Record<string, (name: string) => Promise<unknown>> = {
    kill: (name) => cluster.node(name).kill(),
    stop: (name) => cluster.node(name).stop(),
    start: () => cluster.heal(HEAL_LIMIT_MS),
    pause: (name) => cluster.node(name).pause(),
    resume: (name) => cluster.node(name).resume(),
    promote: (name) => cluster.promote(name),
    logs: (name) => cluster.node(name).logs(),
    async partition(name) {
      const alone = (node: string) => isolation(node, everybody(netOf(cluster)))
      const lost = lostBy(alone, name, netOf(cluster), randomFrom(1))
      const { undo } = await cluster.links.lose(lost)
      parted.set(name, undo)
    },
    async heal(name) {
      await parted.get(name)?.()
      parted.delete(name)
    },
  }
  return async (act: string, name: string) => {
    done.push(`${act} ${name}`)
    const said = await acts[act](name)
    return typeof said === 'string' ? said : ''
  }
}

async function listening(act: (act: string, name: string) => Promise<string>): Promise<Server> {
  const control = createServer(async (request, response) => {
    const { act: what, node } = JSON.parse(await text(request)) as Record<string, string>
    await act(what, node).then(
      (said) => response.end(said),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  control.listen(0, '127.0.0.1', resolve)
  await promise
  return control
}
