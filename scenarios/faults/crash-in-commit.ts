import { z } from 'zod'
import { MeetsNothing } from '../../runner/fault.ts'
import { COMMITS, COORDINATOR } from '../services/coordinator/coordinator.ts'
import { deathOf, dieAt } from '../services/coordinator/dying.ts'
import { crashPoints } from '../services/coordinator/program/crash-points.ts'
import { faultKind } from './kind.ts'
import { down, putInto } from './node-state.ts'
import { nodeAt } from './targets.ts'

/** A coordinator dies at a moment of a commit that chance would seldom meet, and a server with it where that is asked for. */
export const crashInCommit = faultKind({
  verb: 'crash-in-commit',
  about:
    'kill -9 of what coordinates two-phase commits at a named moment of the next one; `with=server` kills a server too',
  target: 'none',
  settings: z.strictObject({
    at: z.enum(crashPoints).default('after-decision'),
    with: z.enum(['nobody', 'server']).default('nobody'),
  }),
  reaches: (_target, { nodes }) => nodes.some(({ ports }) => ports?.includes(COMMITS)),
  make: (_target, { at, with: also }) => ({
    needs: ['kill', 'exec'],
    async inject({ cluster, random, now, over }) {
      const coordinator = nodeAt(COORDINATOR, cluster, random)
      const others = also === 'server' ? [nodeAt('server', cluster, random)] : []
      for (const node of [coordinator, ...others])
        if (!(await node.running())) throw new MeetsNothing(`${node.name} is down`)
      await dieAt(coordinator, at, over)
      const struckAtNs = now()
      const kill = () => Promise.all(others.map((node) => node.kill()))
      const killed = others.length > 0 ? await putInto(down, others, kill) : undefined
      return {
        nodes: [coordinator, ...others].map(({ name }) => name),
        detail: { struckAtNs },
        // It starts again, as whatever else is down, when the cluster heals.
        undo: async () => {},
        effect: async () => {
          const died = await deathOf(coordinator)
          const took = killed?.took === false ? false : died.took
          return { took, by: { ...died.by, ...killed?.by } }
        },
      }
    },
  }),
})
