import assert from 'node:assert/strict'
import { connect as connectSocket } from 'node:net'
import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startClock } from '../../runner/clock.ts'
import { chooseFault } from '../../cli/choose-fault.ts'
import type { Injection } from '../../runner/fault.ts'
import { linkName, type Link } from '../../runner/network/link.ts'
import { isOutsider } from '../../runner/network/shapes.ts'
import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { Endpoint, Node, Runtime } from '../../runner/runtimes/runtime.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import { StandingSession } from '../../scenarios/databases/postgres/standing-session.ts'
import { contextOf } from '../../scenarios/faults/standing.fixture.ts'
import { HotStandby } from '../../scenarios/topologies/hot-standby/cluster.ts'
import { hotStandby } from '../../scenarios/topologies/hot-standby/hot-standby.ts'
import { options, type HotStandbyOptions } from '../../scenarios/topologies/hot-standby/options.ts'
import { layoutOf } from '../../scenarios/topologies/hot-standby/layout.fixture.ts'
import { siteOf, type Layout } from '../../scenarios/topologies/topology.ts'

/** What must answer is given this long, on the busiest machine. */
const PATIENCE_MS = 15_000
/** What must not answer is given this long. */
const SILENCE_MS = 600

const layout = layoutOf(3)

/** Options of the hot standby beside the number of its standbys. */
type Given = Partial<HotStandbyOptions>

/** A fault that is in force, as a test looks at it. */
export interface InForce {
  nodes: Node[]
  detail: { lost?: string[]; links?: string[] }
}

/** A real hot standby with two standbys, to see what each fault does to it. */
export class Laboratory implements AsyncDisposable {
  readonly runId: string
  readonly runtime: Runtime
  readonly cluster: HotStandby
  private readonly layout: Layout
  private marks = 0
  private readonly sessions = new Map<Node, StandingSession>()

  private constructor(runId: string, runtime: Runtime, cluster: HotStandby, own: Layout) {
    this.layout = own
    this.runId = runId
    this.runtime = runtime
    this.cluster = cluster
  }

  static async open(runtimeName: RuntimeName, given: Given): Promise<Laboratory> {
    const runId = `faults-${runtimeName}-${process.pid}`
    const words = options.parse({ ...given, standbys: layout.nodes.length - 1 })
    const own = hotStandby.layout(words)
    const runtime = await openRuntime(runtimeName, {
      runId,
      needs: new Set(['clock', 'wire', ...own.needs]),
      progress() {},
    })
    try {
      const cluster = await HotStandby.start(await siteOf(own, runtime), words)
      const laboratory = new Laboratory(runId, runtime, cluster, own)
      await laboratory.query(cluster.at('primary')[0].endpoint(), 'CREATE TABLE marks (mark int)')
      return laboratory
    } catch (error) {
      await runtime[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Injects a fault, lets a test look, takes the fault back, and makes sure that all is as before. */
  async during(words: string, see: (fault: InForce) => Promise<void>): Promise<void> {
    const { cluster } = this
    const { nodes, undo, effect, detail = {} } = await this.inject(words)
    try {
      await see({ nodes: nodes.map((name) => cluster.node(name)), detail })
      const shown = await effect()
      // The original server of links tells nothing of its toxics.
      if (shown !== undefined || cluster.links.host.server === 'built-in')
        assert.equal(shown?.took, true, `${words} shows ${JSON.stringify(shown)}`)
    } finally {
      await undo()
    }
    await cluster.heal(PATIENCE_MS)
    await this.expectOpen(cluster.links.all())
    assert.deepEqual(
      cluster.links.all().flatMap(({ effects }) => effects),
      [],
    )
    assert.deepEqual(await this.toxics(), [])
    // The operator's old connection may have died with the fault, which costs one probe.
    await cluster.probe(PATIENCE_MS).catch(() => cluster.probe(PATIENCE_MS))
  }

  inject(words: string): Promise<Injection> {
    return chooseFault(words, this.layout).inject({
      ...contextOf(this.cluster),
      now: startClock(),
    })
  }

  /** Returns when the server of the primary has said something so many times. */
  async said(words: RegExp, times: number): Promise<void> {
    const until = performance.now() + PATIENCE_MS
    while ([...(await this.primary.logs()).matchAll(words)].length < times) {
      assert.ok(performance.now() < until, `the primary did not say ${words} ${times} times`)
      await sleep(50)
    }
  }

  async toxics(): Promise<unknown[]> {
    const proxies = await (await fetch(`${this.cluster.links.host.url}/proxies`)).json()
    return Object.values(proxies as Record<string, { toxics: [] }>).flatMap(({ toxics }) => toxics)
  }

  /** Just the links that `isCut` chooses let nobody talk over them. */
  async expectCut(isCut: (link: Link) => boolean): Promise<void> {
    const all = this.cluster.links.all()
    const cut = all.filter(isCut)
    assert.ok(cut.length > 0, 'nothing is cut')
    await Promise.all([
      this.expectOpen(all.filter((link) => !isCut(link))),
      ...cut.map(async (link) => {
        assert.equal(await this.answers(link, SILENCE_MS), false, `${link.name} is open`)
      }),
    ])
  }

  private async expectOpen(links: readonly Link[]): Promise<void> {
    await Promise.all(
      links.map(async (link) => {
        assert.equal(await this.answers(link, PATIENCE_MS), true, `${link.name} is not open`)
      }),
    )
  }

  /** Whether the server at the end of a link answers the one who stands at its beginning. */
  private async answers({ from, endpoint }: Link, timeoutMs: number): Promise<boolean> {
    const { capabilities } = this.runtime
    if (isOutsider(from) || !capabilities.has('client-programs'))
      return saysSomething(endpoint, timeoutMs)
    const { host, port } = endpoint
    const until = performance.now() + timeoutMs
    for (;;) {
      const argv = ['pg_isready', '-h', host, '-p', String(port), '-t', '1']
      const { exitCode } = await this.cluster.node(from).exec(argv)
      if (exitCode === 0 || performance.now() > until) return exitCode === 0
    }
  }

  /** Past every link, in a session that stays for as long as the node does. */
  private ask(node: Node, text: string): Promise<unknown[]> {
    const { credentials } = this.cluster
    const open = () => connect({ endpoint: node.endpoint(), credentials, timeoutMs: PATIENCE_MS })
    const session = this.sessions.get(node) ?? new StandingSession(open)
    this.sessions.set(node, session)
    // A fault may have ended the session, which only the next question is told.
    return session.query(text).catch(() => session.query(text))
  }

  async query(endpoint: Endpoint, text: string, timeoutMs = PATIENCE_MS): Promise<unknown[]> {
    const { credentials } = this.cluster
    const client = await connect({ endpoint, credentials, timeoutMs })
    try {
      return (await client.query(text)).rows
    } finally {
      hangUp(client)
    }
  }

  /** Writes as a client does, over the clients' link. */
  insert(timeoutMs: number): Promise<unknown> {
    const [endpoint] = this.cluster.route({ access: 'write' }, 0).endpoints
    return this.query(endpoint, 'INSERT INTO marks VALUES (0)', timeoutMs)
  }

  get primary(): Node {
    return this.cluster.at('primary')[0]
  }

  /** Makes a new mark on the primary, past every link. */
  async mark(): Promise<number> {
    const mark = ++this.marks
    await this.ask(this.primary, `INSERT INTO marks VALUES (${mark})`)
    return mark
  }

  /** A new mark on the primary reaches just those standbys that `hears` chooses; of `undefined` nothing is asked. */
  async expectReplicated(hears: (standby: string) => boolean | undefined): Promise<void> {
    const mark = await this.mark()
    const standbys = this.cluster.at('standby')
    await Promise.all(standbys.filter(({ name }) => hears(name)).map((n) => this.arrives(n, mark)))
    await sleep(SILENCE_MS)
    for (const standby of standbys.filter(({ name }) => hears(name) === false))
      assert.equal(await this.has(standby, mark), false, `${standby.name} hears the primary`)
  }

  async arrives(standby: Node, mark: number): Promise<void> {
    const until = performance.now() + PATIENCE_MS
    while (!(await this.has(standby, mark))) {
      assert.ok(performance.now() < until, `${standby.name} does not hear the primary`)
      await sleep(20)
    }
  }

  private async has(node: Node, mark: number): Promise<boolean> {
    const rows = await this.ask(node, `SELECT FROM marks WHERE mark = ${mark}`)
    return rows.length > 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions.values()) session.disconnect()
    await this.cluster[Symbol.asyncDispose]()
    await this.runtime[Symbol.asyncDispose]()
  }
}

/** One laboratory for all tests of a suite, there when the first of them begins. */
export function laboratoryOn(runtimeName: RuntimeName, given: Given = {}): () => Laboratory {
  let laboratory: Laboratory
  before(async () => {
    laboratory = await Laboratory.open(runtimeName, given)
  })
  after(() => laboratory?.[Symbol.asyncDispose]())
  return () => laboratory
}

/** Protocol message SSLRequest: the cheapest question that a server answers, before anybody has a name. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

async function saysSomething(endpoint: Endpoint, timeoutMs: number): Promise<boolean> {
  const socket = connectSocket({ ...endpoint, signal: AbortSignal.timeout(timeoutMs) })
  socket.write(sslRequest)
  try {
    // Nothing but the end comes where the server is gone.
    for await (const _ of socket) return true
    return false
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Whether a partition's record says that a link can carry no conversation: one lost way is enough. */
export function isLost({ lost = [] }: InForce['detail'], { from, to }: Link): boolean {
  return lost.includes(`${from} to ${to}`) || lost.includes(`${to} to ${from}`)
}

/** Every name of a link, for the faults that name one. */
export const links = layout.links.map(({ from, to }) => linkName(from, to))
