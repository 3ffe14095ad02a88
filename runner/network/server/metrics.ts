import type { Proxy } from './proxy.ts'

const help = {
  received: 'The total number of bytes received on a given proxy link in a given direction',
  sent: 'The total number of bytes sent on a given proxy link in a given direction',
}

/** Every proxy's bytes, up to this moment, in Prometheus' text format. */
export function formatMetrics(proxies: Iterable<Proxy>): string {
  const all = [...proxies]
  const lines = (['received', 'sent'] as const).flatMap((what) => {
    const metric = `toxiproxy_proxy_${what}_bytes_total`
    return [
      `# HELP ${metric} ${help[what]}`,
      `# TYPE ${metric} counter`,
      ...all.flatMap((proxy) =>
        (['upstream', 'downstream'] as const).map(
          (direction) => `${metric}${labels(proxy, direction)} ${proxy.traffic[direction][what]}`,
        ),
      ),
    ]
  })
  return lines.join('\n') + '\n'
}

function labels({ name, listen, upstream }: Proxy, direction: string): string {
  const pairs = Object.entries({ direction, listener: listen, proxy: name, upstream })
  // JSON escapes quotes, backslashes and line ends the way the format asks for.
  return `{${pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`
}
