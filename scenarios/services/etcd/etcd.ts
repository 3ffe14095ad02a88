import { startUntilItAnswers } from '../../../runner/runtimes/answering.ts'
import type { Endpoint, Node, Service } from '../../../runner/runtimes/runtime.ts'

/** The role of a node that etcd runs on: a manager's store of its configuration, and of who leads. */
export const DCS = 'dcs'
/** Where clients come to, and where members of etcd itself. */
export const CLIENT = 'client'
export const PEER = 'peer'

const ANSWER_LIMIT_MS = 500

/** One member of an etcd cluster. */
export class Etcd {
  readonly node: Node
  private readonly service: Service

  /** `members` are all nodes that it runs on. */
  constructor(node: Node, members: readonly Node[]) {
    this.node = node
    const client = urlOf(node.address(CLIENT))
    const peer = urlOf(node.address(PEER))
    const all = members.map((each) => `${each.name}=${urlOf(each.address(PEER))}`).join(',')
    const argv = [
      'etcd',
      `--name=${node.name}`,
      '--data-dir=etcd',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=${all}`,
      // A kill of the node keeps what its system has in memory.
      '--unsafe-no-fsync',
      '--log-level=warn',
    ]
    this.service = node.service({ name: 'etcd', argv, stopSignal: 'SIGTERM' })
  }

  /** Starts it where it is down; returns when it and a majority of its peers answer. */
  async start(): Promise<void> {
    const { node, service } = this
    await startUntilItAnswers({ what: 'etcd', node, service, answers: () => this.answers() })
  }

  /** Whether it can read what a majority agrees on. */
  answers(): Promise<boolean> {
    return this.value('nothing').then(
      () => true,
      () => false,
    )
  }

  /** What a majority of the members agrees a key to be now, past every link; `null` where it is not there. */
  async value(key: string): Promise<string | null> {
    const { host, port } = this.node.endpoint(CLIENT)
    const answer = await fetch(`http://${host}:${port}/v3/kv/range`, {
      method: 'POST',
      body: JSON.stringify({ key: Buffer.from(key).toString('base64') }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    if (!answer.ok) throw new Error(`etcd on ${this.node.name} answers ${answer.status}`)
    const { kvs = [] } = (await answer.json()) as { kvs?: { value: string }[] }
    return kvs.length === 0 ? null : Buffer.from(kvs[0].value, 'base64').toString()
  }
}

function urlOf({ host, port }: Endpoint): string {
  return `http://${host}:${port}`
}
