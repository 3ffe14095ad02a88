import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import { MeetsNothing } from '../../runner/fault.ts'
import { faultKind } from './kind.ts'
import { nodeAt } from './targets.ts'

/** A neighbour that takes what there is, or a machine that was chosen too small. */
export const cpu = faultKind({
  verb: 'cpu',
  about: 'a node gets so many percent of one processor, for all that runs on it',
  target: 'node',
  settings: z.strictObject({ percent: z.coerce.number().int().min(1).max(100).default(10) }),
  make: (target, { percent }) => ({
    needs: ['cpu-limit'],
    async inject({ cluster, random }) {
      const node = nodeAt(target, cluster, random)
      if (!(await node.running())) throw new MeetsNothing(`${node.name} is down`)
      const limiting = node.limitCpu?.(percent)
      if (limiting === undefined)
        throw new SplitbrainError('usage', `Nobody here can limit the processor of ${node.name}.`)
      return { nodes: [node.name], ...(await limiting) }
    },
  }),
})
