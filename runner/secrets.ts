import { randomBytes } from 'node:crypto'

const secrets = new Set<string>()

/** A random password of this process, 144 bits of it. */
export function newSecret(): string {
  const secret = randomBytes(18).toString('base64url')
  secrets.add(secret)
  return secret
}

/** A text that is to be kept, with `***` in the place of every password that this process has made. */
export function scrub(text: string): string {
  let clean = text
  for (const secret of secrets) clean = clean.replaceAll(secret, '***')
  return clean
}
