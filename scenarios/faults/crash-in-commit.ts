import { z } from 'zod'
import { MeetsNothing } from '../../runner/fault.ts'
import { COMMITS, COORDINATOR } from '../services/coordinator/coordinator.ts'
import { deathOf, dieAt, goOn } from '../services/coordinator/dying.ts'
import { crashPoints } from '../services/coordinator/program/crash-points.ts'
import { faultKind } from './kind.ts'
import { down, putInto } from './node-state.ts'
import { nodeAt } from './targets.ts'

/** A coordinator dies at a moment of a commit that chance would seldom meet, or a server, or both. */
export const crashInCommit = faultKind({
  verb: 'crash-in-commit',
  about:
    'kill -9 of what coordinates commits on several servers at a named moment of the next one; `with=server` kills a server too, and `spare=coordinator` instead of it the server that commits last',
  target: 'none',
  settings: z.strictObject({
    at: z.enum(crashPoints).default('after-decision'),
    with: z.enum(['nobody', 'server']).default('nobody'),
    spare: z.enum(['nobody', 'coordinator']).default('nobody'),
  }),
  reaches: (_target, { nodes }) => nodes.some(({ ports }) => ports?.includes(COMMITS)),
  make(_target, { at: point, with: also, spare }) {
    const isSpared = spare === 'coordinator'
    return {
      needs: ['kill', 'exec'],
      async inject({ cluster, random, now, over }) {
        const coordinator = nodeAt(COORDINATOR, cluster, random)
        const server = isSpared ? cluster.at('server').at(-1)! : nodeAt('server', cluster, random)
        const others = also === 'server' || isSpared ? [server] : []
        const struck = [...(isSpared ? [] : [coordinator]), ...others]
        for (const node of new Set([coordinator, ...struck]))
          if (!(await node.running())) throw new MeetsNothing(`${node.name} is down`)
        await dieAt(coordinator, { point, by: isSpared ? 'SIGSTOP' : 'SIGKILL' }, over)
        const struckAtNs = now()
        const kill = () => Promise.all(others.map((node) => node.kill()))
        const killed = others.length > 0 ? await putInto(down, others, kill) : undefined
        if (isSpared) await goOn(coordinator)
        return {
          nodes: struck.map(({ name }) => name),
          detail: { struckAtNs },
          // It starts again, as whatever else is down, when the cluster heals.
          undo: async () => {},
          effect: async () => {
            const died = await deathOf(coordinator)
            const isMet = isSpared ? died.by.coordinator !== 'untouched' : died.took
            const took = killed?.took === false ? false : isMet
            return { took, by: { ...died.by, ...killed?.by } }
          },
        }
      },
    }
  },
})
