import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { SplitbrainError } from '../../../history/errors.ts'
import { startUntilItAnswers } from '../../../runner/runtimes/answering.ts'
import type { Endpoint, Node, Service } from '../../../runner/runtimes/runtime.ts'
import type { NodeState } from '../../../runner/results.ts'
import { newSecret } from '../../../runner/secrets.ts'
import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import { FILES } from './files.ts'
import { harmedOn } from './losing.ts'
import { program } from './program.ts'

/** The role of a node that keeps an archive, which has it for a name too. */
export const ARCHIVE = 'archive'

const PROGRAM = 'archive.pl'
const PING_LIMIT_MS = 1_000

/**
 * A machine that keeps files under their names and gives them back: what it has said to have is on its disk, and no
 * name gets another content. Whoever ships or fetches has the same program, and a secret that only this run has.
 */
export class Archive {
  readonly node: Node
  private readonly service: Service
  private readonly secret = newSecret()

  constructor(node: Node) {
    this.node = node
    const { host, port } = node.address()
    const argv = ['perl', PROGRAM, 'serve', host, String(port), FILES]
    this.service = node.service({ name: 'archive', argv, stopSignal: 'SIGTERM' })
  }

  /** Puts the program and its secret on a node: the archive's own, and each that is to reach it. */
  async install(node: Node): Promise<void> {
    await runOn(node, ['perl', '-MIO::Socket::INET', '-e', '1']).catch((cause: unknown) => {
      const message = `Node ${node.name} can't run the archive's program: install Perl, as Debian's package perl-base.`
      throw new SplitbrainError('runtime', message, { cause })
    })
    await writeOn(node, PROGRAM, program)
    await writeOn(node, 'archive.secret', this.secret)
  }

  /** In a shell's words, how a node on which it is installed ships a file to `endpoint`, and how it fetches one. */
  commands({ home }: Node, { host, port }: Endpoint): { put: string; get: string } {
    const command = (verb: string) => `perl ${quoted(`${home}/${PROGRAM}`)} ${verb} ${host} ${port}`
    return { put: command('put'), get: command('get') }
  }

  /** Puts it where it is needed, and starts it. */
  async startFor(nodes: readonly Node[]): Promise<void> {
    await Promise.all(nodes.map((node) => this.install(node)))
    await this.start()
  }

  /** Starts it where it is down, with all that it had. */
  async start(): Promise<void> {
    const answers = () => this.answers()
    const { node, service } = this
    await startUntilItAnswers({ what: 'The archive', node, service, answers })
  }

  /** The names of all that it has as it was shipped. */
  async names(): Promise<string[]> {
    const spoiled = await harmedOn(this.node, 'corrupt')
    const names = (await runOn(this.node, ['ls', FILES])).split('\n')
    return names.filter((name) => name !== '' && !spoiled.includes(name))
  }

  /** What it has under a name, as text. */
  read(name: string): Promise<string> {
    return runOn(this.node, ['cat', `${FILES}/${name}`])
  }

  /** Whether it answers the harness, past every link. */
  async answers(): Promise<boolean> {
    const socket = connect(this.node.endpoint())
    socket.setTimeout(PING_LIMIT_MS, () => socket.destroy(new Error('timeout')))
    try {
      await once(socket, 'connect')
      socket.write(`${this.secret} ping - 0\n`)
      return (await text(socket)) === 'ok 0\n'
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }

  /** What its node is at this moment. */
  async state(): Promise<Omit<NodeState, 'timeNs'>> {
    return { node: this.node.name, role: (await this.answers()) ? ARCHIVE : 'down' }
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
