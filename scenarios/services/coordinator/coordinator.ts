import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import type { NodeState } from '../../../runner/results.ts'
import { startUntilItAnswers } from '../../../runner/runtimes/answering.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import { installProgram, mainFile } from '../../../runner/runtimes/program.ts'
import { writeOn } from '../../../runner/runtimes/run-on.ts'
import { newSecret } from '../../../runner/secrets.ts'
import type { Config } from './program/core.ts'
import type { Hello } from './program/door.ts'

/** The role of a node that commits for others, which has it for a name too. */
export const COORDINATOR = 'coordinator'

/** The port that its clients come to. */
export const COMMITS = 'commits'

const PROGRAM = 'program'
const CONFIG = 'coordinator.json'
/** The decisions, in the node's own folder. */
export const DECISIONS = 'decisions.log'
const ASK_LIMIT_MS = 1_000

const folder = new URL(`./${PROGRAM}/`, import.meta.url)

/** A machine that has transactions prepared on several servers and decides, in a log on its disk, that they commit. */
export class Coordinator {
  readonly node: Node
  readonly secret = newSecret()
  private readonly service: Service
  private readonly told: Omit<Config, 'host' | 'port' | 'secret'>

  constructor(node: Node, told: Omit<Config, 'host' | 'port' | 'secret'>) {
    this.node = node
    this.told = told
    const argv = ['node', `${PROGRAM}/${mainFile}`, CONFIG, DECISIONS]
    this.service = node.service({ name: COORDINATOR, argv, stopSignal: 'SIGTERM' })
  }

  /** Puts the program and what it has to know on its node. */
  async install(): Promise<void> {
    await installProgram(this.node, folder, PROGRAM)
    const config: Config = { ...this.node.address(), secret: this.secret, ...this.told }
    await writeOn(this.node, CONFIG, JSON.stringify(config))
  }

  /** Starts it where it is down; returns when nothing is in doubt any more. */
  async start(limitMs?: number): Promise<void> {
    const answers = () => this.answers()
    const { node, service } = this
    await startUntilItAnswers({ what: 'The coordinator', node, service, answers }, limitMs)
  }

  /** Whether it takes transactions, asked past every link. */
  async answers(): Promise<boolean> {
    return (await this.ask({ ping: true }))?.ready ?? false
  }

  /** What its node is at this moment. */
  async state(): Promise<Omit<NodeState, 'timeNs'>> {
    return { node: this.node.name, role: (await this.answers()) ? COORDINATOR : 'down' }
  }

  private async ask(hello: Omit<Hello, 'secret'>): Promise<{ ready: boolean } | undefined> {
    const socket = connect(this.node.endpoint())
    socket.setTimeout(ASK_LIMIT_MS, () => socket.destroy(new Error('timeout')))
    try {
      await once(socket, 'connect')
      socket.write(`${JSON.stringify({ secret: this.secret, ...hello })}\n`)
      const [line] = (await once(createInterface({ input: socket }), 'line', {
        signal: AbortSignal.timeout(ASK_LIMIT_MS),
      })) as [string]
      return JSON.parse(line) as { ready: boolean }
    } catch {
      return undefined
    } finally {
      socket.destroy()
    }
  }
}
