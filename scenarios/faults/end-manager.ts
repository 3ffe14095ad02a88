import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { MeetsNothing } from '../../runner/fault.ts'
import { faultKind } from './kind.ts'
import { managerProcesses, refuseSilent, signal } from './manager-processes.ts'
import { nodeAt } from './targets.ts'

const GONE_LIMIT_MS = 2000
const POLL_MS = 50

/** A daemon that crashes, or is killed for want of memory: who heals starts it again, and nobody else does. */
export const endManager = faultKind({
  verb: 'end-manager',
  about: 'kill -9 of the failover manager of a node, while its database server goes on',
  target: 'node',
  settings: z.strictObject({}),
  // One that is the server's own parent takes that with it, or leaves it to nobody.
  reaches: (_target, { manager }) => manager?.process !== undefined && manager.isApart === true,
  make: (target, _settings, layout) => ({
    needs: ['exec'],
    async inject({ cluster, random }) {
      const node = nodeAt(target, cluster, random)
      const process = layout.manager!.process!
      await refuseSilent(node)
      const { there: before } = await managerProcesses(node, process)
      if (before === 0) throw new MeetsNothing(`Nothing manages ${node.name}`)
      await signal(node, process, 'KILL')
      const left = async () => (await managerProcesses(node, process)).there
      for (const end = performance.now() + GONE_LIMIT_MS; (await left()) > 0; await sleep(POLL_MS))
        if (performance.now() > end) break
      return {
        nodes: [node.name],
        async undo() {},
        async effect() {
          const processesLeft = (await node.running()) ? await left() : 0
          return { took: processesLeft === 0, by: { processesKilled: before, processesLeft } }
        },
      }
    },
  }),
})
