import type { Effect } from '../../../history/effect.ts'

/** What a namespace counts, asked by words for its helper; the answers of one boot are read apart from another's. */
export interface Count {
  argv: string[]
  read(output: string): Record<string, number>
  /** Which of the figures shows that something was done. */
  shows: string
  /** It counted before as well, and that is not to be put down to what is done now. */
  always?: boolean
}

/** Packets that the rules with a mark dropped. */
export function droppedBy(mark: string): Count {
  return {
    argv: ['sh', '-c', 'iptables-save -c -t filter | grep -w -- "$1" || true', 'sh', mark],
    read: (output) => ({ packetsDropped: sum(output.matchAll(/^\[(\d+):\d+\]/gm)) }),
    shows: 'packetsDropped',
  }
}

/** Packets for which there was no way out; of connections too that are open. */
export const withoutRoute: Count = {
  argv: ['cat', '/proc/net/snmp'],
  read(output) {
    const [names, values] = output.split('\n').filter((line) => line.startsWith('Ip:'))
    const at = names.split(' ').indexOf('OutNoRoutes')
    return { packetsWithoutRoute: Number(values.split(' ')[at]) }
  },
  shows: 'packetsWithoutRoute',
  always: true,
}

/** What went through a discipline, of which some may have been dropped. */
export function shapedBy(argv: string[], drops: boolean): Count {
  return {
    argv,
    read: (output) => ({
      bytesShaped: sum(output.matchAll(/Sent (\d+) bytes/g)),
      packetsDropped: sum(output.matchAll(/dropped (\d+)/g)),
    }),
    shows: drops ? 'packetsDropped' : 'bytesShaped',
  }
}

function sum(matches: Iterable<RegExpMatchArray>): number {
  return [...matches].reduce((total, [, figure]) => total + Number(figure), 0)
}

/** What was counted after `before`, in this boot and in earlier ones. */
export function effectOf(
  { shows }: Count,
  before: Record<string, number>,
  now: Record<string, number>,
): Effect {
  const by = Object.fromEntries(
    Object.entries(now).map(([name, figure]) => [name, figure - (before[name] ?? 0)]),
  )
  return { took: by[shows] > 0, by }
}
