import type { Inspection } from '../../../runner/topology.ts'
import type { MariaServer } from './server.ts'
import { statusOf } from './status.ts'

/** The inspection that counts what waited to be applied at a server, and who waited for that. */
export const FLOW_CONTROL = 'flow control'

/** What a server has counted since it started. */
export type FlowControl = {
  /** The most transactions that had come to it and that it had not applied. */
  longestQueue: number
  /** How often it had all of them send no more until it was through with these. */
  pausesAsked: number
  /** For how long in all it sent none, whoever asked for that. */
  pausedMs: number
  /** 1 where somebody left or joined: who joins queues all that was missed, and nobody waits for that. */
  membersChanged: number
}

const names = [
  'wsrep_local_recv_queue_max',
  'wsrep_flow_control_sent',
  'wsrep_flow_control_paused_ns',
]

/** `view` is that of the cluster as it began. */
export function flowControlOf(server: MariaServer, view: string): Inspection {
  return {
    tool: FLOW_CONTROL,
    of: 'what waits to be applied',
    node: server.node.name,
    look: async () => [],
    async count(): Promise<FlowControl> {
      const told = await statusOf(server, names)
      const [longestQueue, pausesAsked, pausedNs] = names.map((name) => Number(told.get(name)))
      const membersChanged = Number((await server.look()).view !== view)
      return { longestQueue, pausesAsked, pausedMs: pausedNs / 1e6, membersChanged }
    },
  }
}
