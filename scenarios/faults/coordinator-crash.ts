import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Cluster } from '../../runner/topology.ts'
import { COORDINATOR, type Coordinator } from '../services/coordinator/coordinator.ts'
import { crashPoints } from '../services/coordinator/program/crash-points.ts'
import { rolesOf } from '../topologies/topology.ts'
import { faultKind } from './kind.ts'
import { nodeAt } from './targets.ts'

const POLL_MS = 10

/** A coordinator dies at a moment of a commit that chance would seldom meet, and a server with it where that is asked for. */
export const coordinatorCrash = faultKind({
  verb: 'crash-coordinator',
  about:
    'kill -9 of the coordinator of two-phase commits at a named moment of the next one; `with=server` kills a server too',
  target: 'none',
  settings: z.strictObject({
    at: z.enum(crashPoints).default('after-decision'),
    with: z.enum(['nobody', 'server']).default('nobody'),
  }),
  reaches: (_target, layout) => rolesOf(layout).includes(COORDINATOR),
  make: (_target, { at, with: also }) => ({
    needs: ['kill', 'exec'],
    async inject({ cluster, random, now, over }) {
      const { coordinator } = cluster as Cluster & { coordinator: Coordinator }
      await coordinator.arm(at)
      while (await coordinator.running()) await sleep(POLL_MS, undefined, { signal: over })
      const struckAtNs = now()
      const others = also === 'server' ? [nodeAt('server', cluster, random)] : []
      for (const node of others) await node.kill()
      const nodes = [coordinator.node, ...others].map(({ name }) => name)
      // It starts again, as whatever else is down, when the cluster heals.
      return { nodes, detail: { at, struckAtNs }, undo: async () => {} }
    },
  }),
})
