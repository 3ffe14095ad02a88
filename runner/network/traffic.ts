/** How many bytes were delivered, in total and by direction. */
export interface Traffic {
  upstreamBytes: number
  downstreamBytes: number
}

/** How many bytes a toxic took in hand, and how many of these it let go on. */
export interface ToxicBytes {
  taken: number
  passed: number
}

const LIMIT_MS = 1_000
const delivered =
  /^toxiproxy_proxy_sent_bytes_total\{(?=[^}]*direction="(upstream|downstream)")(?=[^}]*proxy="([^"]*)")[^}]*\} (\S+)$/gm

/** Each proxy's traffic by name, from the server's metrics; empty where it serves none. */
export async function readTraffic(url: string): Promise<Map<string, Traffic>> {
  const text = await metrics(url).catch(() => '')
  const traffic = new Map<string, Traffic>()
  for (const [, direction, proxy, bytes] of text.matchAll(delivered)) {
    const total = traffic.get(proxy) ?? { upstreamBytes: 0, downstreamBytes: 0 }
    total[direction === 'upstream' ? 'upstreamBytes' : 'downstreamBytes'] = Number(bytes)
    traffic.set(proxy, total)
  }
  return traffic
}

const ofToxic =
  /^splitbrain_toxic_(taken|passed)_bytes_total\{(?=[^}]*proxy="([^"]*)")(?=[^}]*toxic="([^"]*)")[^}]*\} (\S+)$/gm

/** What toxics of one proxy did, by their names; undefined where its server counts nothing of them, as the original. */
export async function readToxics(
  url: string,
  proxyName: string,
): Promise<Map<string, ToxicBytes> | undefined> {
  const text = await metrics(url)
  if (!text.includes('splitbrain_toxic_')) return undefined
  const toxics = new Map<string, ToxicBytes>()
  for (const [, what, proxy, toxic, bytes] of text.matchAll(ofToxic)) {
    if (proxy !== proxyName) continue
    const total = toxics.get(toxic) ?? { taken: 0, passed: 0 }
    total[what as keyof ToxicBytes] = Number(bytes)
    toxics.set(toxic, total)
  }
  return toxics
}

/** Empty where it serves none. */
async function metrics(url: string): Promise<string> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(LIMIT_MS) })
  return answer.ok ? answer.text() : ''
}
