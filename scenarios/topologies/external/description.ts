import { z } from 'zod'
import { syncModes } from '../hot-standby/options.ts'

/** What may be done to a node of somebody else's, as faults ask for it. */
export const abilities = ['kill', 'stop', 'pause', 'node-network'] as const

const described = z.object({
  name: z.string(),
  /** What it began as; `proxy`: whoever answers there is one of the others. */
  role: z.enum(['primary', 'standby', 'proxy']),
  /** Whether it can be asked by SQL. */
  dsn: z.boolean(),
  able: z.array(z.enum(abilities)),
})

/** A cluster of somebody's own as a run's record keeps it: no address, no command and no password. */
export const description = z.object({
  /** Of the cluster file, as it was given. */
  file: z.string(),
  protocol: z.enum(['postgres', 'mysql']),
  sync: z.enum(syncModes),
  /** Whether our operator promotes, by hooks; where it doesn't the cluster fails over by itself. */
  promotes: z.boolean(),
  nodes: z.array(described).min(1),
})

export type Description = z.output<typeof description>
export type DescribedNode = Description['nodes'][number]

/** What stands for a file where none is given yet, as help and lists have it. */
export const example: Description = {
  file: 'cluster.yaml',
  protocol: 'postgres',
  sync: 'async',
  promotes: true,
  nodes: [
    { name: 'n1', role: 'primary', dsn: true, able: [...abilities] },
    { name: 'n2', role: 'standby', dsn: true, able: [...abilities] },
  ],
}

/** Whether there is a primary that can be asked for its position, and somebody to take its place. */
export function isWatched({ protocol, nodes }: Description): boolean {
  const servers = nodes.filter(({ role }) => role !== 'proxy')
  return protocol === 'postgres' && servers.length > 1 && servers.every(({ dsn }) => dsn)
}
