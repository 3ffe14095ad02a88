import { z } from 'zod'
import { SplitbrainError } from '../../history/errors.ts'
import { MeetsNothing } from '../../runner/fault.ts'
import { faultKind } from './kind.ts'
import { nodeAt } from './targets.ts'

/** A neighbour on the same disk, or a volume that was bought too small. */
export const io = faultKind({
  verb: 'io',
  about: 'a node’s disk reads and writes so many kilobytes a second, for all that runs on it',
  target: 'node',
  settings: z.strictObject({
    kilobytes: z.coerce.number().int().min(10).max(1_000_000).default(500),
  }),
  make: (target, { kilobytes }) => ({
    needs: ['io-limit'],
    async inject({ cluster, random }) {
      const node = nodeAt(target, cluster, random)
      if (!(await node.running())) throw new MeetsNothing(`${node.name} is down`)
      const limiting = node.limitIo?.(kilobytes)
      if (limiting === undefined)
        throw new SplitbrainError('usage', `Nobody here can limit the disk of ${node.name}.`)
      return { nodes: [node.name], ...(await limiting) }
    },
  }),
})
