/** How many bytes were delivered, in total and by direction. */
export interface Traffic {
  upstreamBytes: number
  downstreamBytes: number
}

const LIMIT_MS = 1_000
const sample =
  /^toxiproxy_proxy_sent_bytes_total\{(?=[^}]*direction="(upstream|downstream)")(?=[^}]*proxy="([^"]*)")[^}]*\} (\S+)$/gm

/** Each proxy's traffic by name, from the server's metrics; empty where it serves none. */
export async function readTraffic(url: string): Promise<Map<string, Traffic>> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(LIMIT_MS) }).catch(
    () => undefined,
  )
  const text = answer?.ok ? await answer.text().catch(() => '') : ''
  const traffic = new Map<string, Traffic>()
  for (const [, direction, proxy, bytes] of text.matchAll(sample)) {
    const total = traffic.get(proxy) ?? { upstreamBytes: 0, downstreamBytes: 0 }
    total[direction === 'upstream' ? 'upstreamBytes' : 'downstreamBytes'] = Number(bytes)
    traffic.set(proxy, total)
  }
  return traffic
}
