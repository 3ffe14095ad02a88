import type { Proxy } from './proxy.ts'

const help = {
  received: 'The total number of bytes received on a given proxy link in a given direction',
  sent: 'The total number of bytes sent on a given proxy link in a given direction',
}

/** Every proxy's bytes, and every toxic's, up to this moment, in Prometheus' text format. */
export function formatMetrics(proxies: Iterable<Proxy>): string {
  const all = [...proxies]
  return [...ofProxies(all), ...ofToxics(all)].join('\n') + '\n'
}

function ofProxies(all: Proxy[]): string[] {
  return (['received', 'sent'] as const).flatMap((what) => {
    const metric = `toxiproxy_proxy_${what}_bytes_total`
    return [
      `# HELP ${metric} ${help[what]}`,
      `# TYPE ${metric} counter`,
      ...all.flatMap((proxy) =>
        (['upstream', 'downstream'] as const).map(
          (direction) => `${metric}${ofProxy(proxy, direction)} ${proxy.traffic[direction][what]}`,
        ),
      ),
    ]
  })
}

/** The original tells nothing of them: whoever added a toxic can so know whether it did anything. */
function ofToxics(all: Proxy[]): string[] {
  return (['taken', 'passed'] as const).flatMap((what) => {
    const metric = `splitbrain_toxic_${what}_bytes_total`
    return [
      `# HELP ${metric} The total number of bytes ${what} by a given toxic`,
      `# TYPE ${metric} counter`,
      ...all.flatMap((proxy) =>
        proxy.allToxics.map(
          ({ name, bytes }) =>
            `${metric}${labels({ proxy: proxy.name, toxic: name })} ${bytes[what]}`,
        ),
      ),
    ]
  })
}

function ofProxy({ name, listen, upstream }: Proxy, direction: string): string {
  return labels({ direction, listener: listen, proxy: name, upstream })
}

function labels(values: Record<string, string>): string {
  // JSON escapes quotes, backslashes and line ends the way the format asks for.
  return `{${Object.entries(values)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(',')}}`
}
