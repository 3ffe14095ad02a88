import { once } from 'node:events'
import { connect } from 'node:net'
import { SplitbrainError } from '../../../history/errors.ts'
import { startUntilItAnswers } from '../../../runner/runtimes/answering.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import { installProgram, mainFile } from '../../../runner/runtimes/program.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import { Inlet } from './program/inlet.ts'
import type { Pass, Passed } from './program/message.ts'

/** The port by which mirrors come, and what keeps them. */
export const MIRROR = 'mirror'

const PROGRAM = 'program'
const CONFIG = 'mirror.json'
const PING_LIMIT_MS = 1_000
const RELEASE_LIMIT_MS = 10_000
/** Beside the time over which a copy is spread: of all of a data directory. */
const PASS_LIMIT_MS = 20_000

const folder = new URL(`./${PROGRAM}/`, import.meta.url)

/** What makes copies of a node's data directory and brings them to another, and keeps those that come from there. */
export class Mirror {
  readonly node: Node
  private readonly secret: string
  private readonly service: Service

  /** All of a cluster have the same secret. */
  constructor(node: Node, secret: string) {
    this.node = node
    this.secret = secret
    const argv = ['node', `${PROGRAM}/${mainFile}`, CONFIG]
    this.service = node.service({ name: MIRROR, argv, stopSignal: 'SIGTERM' })
  }

  async install(): Promise<void> {
    await installProgram(this.node, folder, PROGRAM)
    const config = { ...this.node.address(MIRROR), secret: this.secret }
    await writeOn(this.node, CONFIG, JSON.stringify(config))
  }

  /** Starts it where it is down. */
  async start(): Promise<void> {
    const answers = () => this.answers()
    const { node, service } = this
    await startUntilItAnswers({ what: 'What mirrors', node, service, answers })
  }

  /** Whether it answers the harness, past every link. */
  async answers(): Promise<boolean> {
    return this.ask({ ask: 'ping' }, PING_LIMIT_MS).then(
      () => true,
      () => false,
    )
  }

  /** Makes a copy and brings it to a peer, which has it when this returns. */
  pass(pass: Pass): Promise<Passed> {
    return this.ask({ ask: 'pass', ...pass }, PASS_LIMIT_MS + pass.spreadMs)
  }

  /** Makes the last whole copy that it has its node's data directory, and tells the number of that; it must be up. */
  async release(): Promise<number | undefined> {
    const { number } = await this.ask<{ number?: number }>({ ask: 'release' }, RELEASE_LIMIT_MS)
    return number
  }

  /** Of what its node had nothing is left; it must be down. */
  async clear(): Promise<void> {
    await this.node.boot()
    await runOn(this.node, ['rm', '-rf', 'data', 'mirrors', 'snapshot'])
  }

  private async ask<Answer>(question: object, limitMs: number): Promise<Answer> {
    const socket = connect(this.node.endpoint(MIRROR))
    const late = setTimeout(() => socket.destroy(new Error('timeout')), limitMs)
    try {
      await once(socket, 'connect')
      socket.write(`${JSON.stringify({ secret: this.secret, ...question })}\n`)
      const answer = JSON.parse(await new Inlet(socket).line()) as Answer & { error?: string }
      if (answer.error === undefined) return answer
      throw new SplitbrainError('runtime', `Node ${this.node.name} says: ${answer.error}`)
    } finally {
      clearTimeout(late)
      socket.destroy()
    }
  }
}
