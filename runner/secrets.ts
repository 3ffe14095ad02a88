import { randomBytes } from 'node:crypto'

const secrets = new Set<string>()
const given = new Set<string>()

/** A random password of this process, 144 bits of it. */
export function newSecret(): string {
  const secret = randomBytes(18).toString('base64url')
  secrets.add(secret)
  return secret
}

/** A text that is to be kept, with `***` in the place of every password that this process has made. */
export function scrub(text: string): string {
  return without(secrets, text)
}

/** Notes a password that somebody gave us. It is in nothing that we write, but others may say it. */
export function keepSecret(secret: string): void {
  if (secret !== '') given.add(secret).add(encodeURIComponent(secret))
}

/**
 * What somebody else said, with `***` in the place of every password that we were given. These may be any word, so that
 * whole files, in which the word may mean something else, are not for this.
 */
export function withoutSecrets(text: string): string {
  return without(given, scrub(text))
}

function without(words: ReadonlySet<string>, text: string): string {
  let clean = text
  for (const word of words) clean = clean.replaceAll(word, '***')
  return clean
}
