import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface Address {
  host: string
  port: number
}

/** `host:port` in two; an empty host means every address, an empty text any free port on every address. */
export function parseAddress(text: string): Address {
  if (text === '') return { host: '', port: 0 }
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*)):(\d*)$/.exec(text)
  if (!match) {
    const colons = text.replace(/^\[.*\]/, '').split(':').length - 1
    const reason =
      colons === 0
        ? 'missing port in address'
        : colons === 1
          ? 'unknown port'
          : 'too many colons in address'
    throw new Error(`address ${text}: ${reason}`)
  }
  const port = Number(match[3])
  if (port > 65535) throw new Error(`address ${match[3]}: invalid port`)
  return { host: match[1] ?? match[2], port }
}

/** The address to bind for `host:port`, IPv4 first. */
export async function resolveListen(text: string): Promise<Address> {
  const { host, port } = parseAddress(text)
  if (host === '' || isIP(host)) return { host, port }
  const { address } = await lookup(host, { family: 4 })
    .catch(() => lookup(host))
    .catch(() => {
      throw new Error(`lookup ${host}: no such host`)
    })
  return { host: address, port }
}

export function formatAddress({ address, port }: Pick<AddressInfo, 'address' | 'port'>): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
