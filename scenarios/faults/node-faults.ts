import { z } from 'zod'
import { MeetsNothing } from '../../runner/fault.ts'
import { shutDown } from '../databases/postgres/restart.ts'
import { patienceOf } from '../topologies/topology.ts'
import type { FaultKind } from './kind.ts'
import { nodeFault } from './node-fault.ts'
import { down } from './node-state.ts'
import { answeringServer, isUnmanaged, serverOf } from './servers.ts'
import { lead } from './strike.ts'

const forMs = z.coerce.number().int().min(0).max(600_000).default(0)

export const nodeFaults: FaultKind[] = [
  nodeFault({
    verb: 'kill',
    about: 'kill -9 of everything on a node; a primary loses its standbys `lead` ms before',
    settings: z.strictObject({ lead }),
    needs: ['kill'],
    act: (node) => node.kill(),
    state: down,
  }),
  nodeFault({
    verb: 'stop',
    about: 'a clean, fast shutdown of a node',
    settings: z.strictObject({}),
    needs: ['stop'],
    async ready(node) {
      if (await node.frozen()) throw new MeetsNothing(`${node.name} is frozen and can't be stopped`)
    },
    act: (node) => node.stop(),
    state: down,
  }),
  nodeFault({
    verb: 'immediate',
    about:
      'an immediate shutdown of a node: its database server ends at once and writes nothing more; a primary loses its standbys `lead` ms before',
    settings: z.strictObject({ lead }),
    needs: ['kill', 'exec'],
    reaches: isUnmanaged,
    ready: async (node, cluster) => void (await answeringServer(cluster, node)),
    async act(node, cluster) {
      await shutDown(serverOf(cluster, node), 'immediate')
      await node.stop()
    },
    state: down,
  }),
  nodeFault({
    verb: 'pause',
    about:
      'every process of a node is frozen, then thawed, after `for` ms where that is not 0; a primary loses its standbys `lead` ms before',
    settings: z.strictObject({ for: forMs, lead }),
    needs: ['pause'],
    goesOnSending: true,
    act: (node) => node.pause(),
    state: { name: 'frozen', is: (node) => node.frozen() },
    // A fenced node is dead, and there is nothing to thaw.
    async back(node) {
      if (await node.running()) await node.resume()
    },
    lasts({ for: lastsMs }, layout) {
      if (lastsMs === 0) return {}
      // Nobody gives up who is back before.
      return lastsMs > patienceOf(layout) ? { lastsMs } : { lastsMs, aim: undefined }
    },
  }),
]
