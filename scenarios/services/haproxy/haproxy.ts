import { startUntilItAnswers } from '../../../runner/runtimes/answering.ts'
import { writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import { until } from '../../databases/postgres/until.ts'
import { settingsFile, type Listener } from './settings.ts'
import { standingsIn, type Standing } from './standings.ts'

/** The role of the node that HAProxy runs on, which has it for a name too. */
export const HAPROXY = 'haproxy'
/** The port by which it tells of its servers; each listener has one of its own beside it. */
export const STATS = 'stats'

const SETTINGS = 'haproxy.cfg'
const ANSWER_LIMIT_MS = 2_000
const CHECKS_LIMIT_MS = 20_000

/** HAProxy on a node, whose ports are those of its listeners and `STATS`: it sends each connection to a server that is fit for it. */
export class Haproxy {
  readonly node: Node
  private readonly listeners: readonly Listener[]
  private readonly service: Service

  constructor(node: Node, listeners: readonly Listener[]) {
    this.node = node
    this.listeners = listeners
    const argv = ['haproxy', '-db', '-f', SETTINGS]
    this.service = node.service({ name: HAPROXY, argv, stopSignal: 'SIGTERM' })
  }

  async install(): Promise<void> {
    const settings = settingsFile(this.listeners, (port) => this.node.address(port), STATS)
    await writeOn(this.node, SETTINGS, settings)
  }

  /** Starts it where it is down; returns once it has asked every server, for until then it takes each for fit. */
  async start(): Promise<void> {
    const { node, service } = this
    await startUntilItAnswers({ what: 'HAProxy', node, service, answers: () => this.answers() })
    await until(async () => {
      const unasked = (await this.standings()).find(({ asked }) => !asked)
      return unasked && `HAProxy did not ask ${unasked.server} of ${unasked.listener}`
    }, CHECKS_LIMIT_MS)
  }

  /** What it takes its servers for; rejects where it does not answer. */
  async standings(): Promise<Standing[]> {
    const { host, port } = this.node.endpoint(STATS)
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS)
    const answer = await fetch(`http://${host}:${port}/;csv`, { signal })
    return standingsIn(await answer.text())
  }

  answers(): Promise<boolean> {
    return this.standings().then(
      () => true,
      () => false,
    )
  }
}
