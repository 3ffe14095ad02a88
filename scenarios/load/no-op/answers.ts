/** A message of a server: its letter, its length, its content. */
function message(letter: string, content = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5)
  head.write(letter, 0)
  head.writeInt32BE(4 + content.length, 1)
  return Buffer.concat([head, content])
}

const zeros = (length: number) => Buffer.alloc(length)
const ready = message('Z', Buffer.from('I'))
const done = message('C', Buffer.from('SELECT 0\0'))

const SSL_REQUEST = 80_877_103
const GSS_REQUEST = 80_877_104

/** By the letter of what a client says: all is well, and there is no row. */
const answers: Record<string, Buffer> = {
  P: message('1'),
  B: message('2'),
  C: message('3'),
  D: message('n'),
  E: done,
  S: ready,
  Q: Buffer.concat([done, ready]),
}

/** PostgreSQL's protocol without a database: what it says to what a client sends, however that is cut into pieces. */
export class Answers {
  private rest: Buffer = Buffer.alloc(0)
  private begun = false

  /** To what has come by now. */
  to(data: Buffer): Buffer {
    const all = this.rest.length === 0 ? data : Buffer.concat([this.rest, data])
    const said: Buffer[] = []
    let at = 0
    for (;;) {
      // What a client says first has no letter.
      const head = this.begun ? 1 : 0
      if (all.length < at + head + 4) break
      const end = at + head + all.readInt32BE(at + head)
      if (all.length < end) break
      const answer = this.begun ? answers[String.fromCharCode(all[at])] : this.first(all, at)
      if (answer !== undefined) said.push(answer)
      at = end
    }
    this.rest = all.subarray(at)
    return said.length === 1 ? said[0] : Buffer.concat(said)
  }

  private first(all: Buffer, at: number): Buffer {
    const code = all.readInt32BE(at + 4)
    if (code === SSL_REQUEST || code === GSS_REQUEST) return Buffer.from('N')
    this.begun = true
    const version = message('S', Buffer.from('server_version\x0017.0\0'))
    return Buffer.concat([message('R', zeros(4)), version, message('K', zeros(8)), ready])
  }
}
