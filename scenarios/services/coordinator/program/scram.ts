import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** The client's part of SCRAM-SHA-256 (RFC 7677), as PostgreSQL asks for it. */
export class Scram {
  private readonly password: string
  private readonly nonce = randomBytes(18).toString('base64')

  constructor(password: string) {
    this.password = password
  }

  get first(): string {
    return `n,,${this.bare}`
  }

  private get bare(): string {
    return `n=,r=${this.nonce}`
  }

  /** The proof of knowing the password, in answer to what the server says first. */
  answer(serverFirst: string): string {
    const said = Object.fromEntries(serverFirst.split(',').map((part) => [part[0], part.slice(2)]))
    const salt = Buffer.from(said.s, 'base64')
    const salted = pbkdf2Sync(this.password, salt, Number(said.i), 32, 'sha256')
    const clientKey = hmac(salted, 'Client Key')
    const stored = createHash('sha256').update(clientKey).digest()
    const final = `c=biws,r=${said.r}`
    const signature = hmac(stored, `${this.bare},${serverFirst},${final}`)
    const proof = clientKey.map((byte, i) => byte ^ signature[i])
    return `${final},p=${Buffer.from(proof).toString('base64')}`
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
