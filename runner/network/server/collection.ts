import { badRequest, missingField, proxyExists, proxyNotFound } from './api-error.ts'
import { asList, asObject, readBoolean, readString } from './body.ts'
import type { Body } from './body.ts'
import { protocols } from './protocols.ts'
import { Proxy } from './proxy.ts'
import type { ProxyFields } from './proxy.ts'

/** All proxies of a server by name. What starts or stops listeners is done one at a time. */
export class ProxyCollection {
  private readonly proxies = new Map<string, Proxy>()
  private last: Promise<unknown> = Promise.resolve()

  get(name: string): Proxy {
    const proxy = this.proxies.get(name)
    if (!proxy) throw proxyNotFound()
    return proxy
  }

  [Symbol.iterator](): Iterator<Proxy> {
    return this.proxies.values()
  }

  create(body: unknown): Promise<Proxy> {
    return this.inTurn(async () => {
      const { enabled, ...fields } = readProxy(asObject(body))
      if (this.proxies.has(fields.name)) throw proxyExists()
      const proxy = new Proxy(fields)
      if (enabled) await proxy.start()
      this.proxies.set(proxy.name, proxy)
      return proxy
    })
  }

  update(name: string, body: unknown): Promise<Proxy> {
    return this.inTurn(async () => {
      const proxy = this.get(name)
      const fields = asObject(body)
      await proxy.update({
        listen: readString(fields, 'listen', proxy.listen),
        upstream: readString(fields, 'upstream', proxy.upstream),
        enabled: readBoolean(fields, 'enabled', proxy.enabled),
      })
      return proxy
    })
  }

  remove(name: string): Promise<void> {
    return this.inTurn(async () => {
      this.get(name).stop()
      this.proxies.delete(name)
    })
  }

  /**
   * Makes the proxies of a list and hands each over when it is there, so that a failure in the middle leaves the
   * caller with those before it. One that exists with the same addresses stays untouched.
   */
  populate(body: unknown, made: (proxy: Proxy) => void): Promise<void> {
    return this.inTurn(async () => {
      const list = asList(body).map((fields, index) => readProxy(fields, ` at proxy ${index + 1}`))
      for (const { enabled, ...fields } of list) made(await this.addOrReplace(fields, enabled))
    })
  }

  /** Enables every proxy and drops every toxic. */
  reset(): Promise<void> {
    return this.inTurn(async () => {
      for (const proxy of this.proxies.values()) {
        await proxy.start()
        for (const toxic of proxy.allToxics) proxy.removeToxic(toxic)
      }
    })
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      for (const proxy of this.proxies.values()) proxy.stop()
    })
  }

  toJSON(): object {
    return Object.fromEntries([...this.proxies].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  private async addOrReplace(fields: ProxyFields, enabled: boolean): Promise<Proxy> {
    const existing = this.proxies.get(fields.name)
    if (existing && !(await existing.differs(fields))) return existing
    existing?.stop()
    const proxy = new Proxy(fields)
    if (enabled) await proxy.start()
    this.proxies.set(proxy.name, proxy)
    return proxy
  }

  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = this.last.then(action)
    this.last = done.catch(() => {})
    return done
  }
}

function readProxy(body: Body, where = ''): ProxyFields & { enabled: boolean } {
  const fields = {
    name: readString(body, 'name', ''),
    listen: readString(body, 'listen', ''),
    upstream: readString(body, 'upstream', ''),
    enabled: readBoolean(body, 'enabled', true),
    protocol: readString(body, 'protocol', '') || undefined,
  }
  if (fields.protocol !== undefined && !protocols.has(fields.protocol))
    throw badRequest(`protocol must be one of ${[...protocols.keys()].join(', ')}`)
  if (fields.name === '') throw missingField(`name${where}`)
  if (fields.upstream === '') throw missingField(`upstream${where}`)
  return fields
}
