import { once } from 'node:events'
import { Toxiproxy } from 'toxiproxy-node-client'
import { splitbrain } from './splitbrain.ts'

export interface ToxiproxyProcess extends AsyncDisposable {
  url: string
  /** The names of the proxies that it has. */
  proxies(): Promise<string[]>
}

/** A Toxiproxy as a user has one: a process of its own, with a proxy that is none of ours. */
export async function startToxiproxy(): Promise<ToxiproxyProcess> {
  const server = splitbrain(['toxiproxy', '--port', '0'])
  const said = once(server.stdout!, 'data')
  const [line] = await Promise.race([said, server.then(({ stderr }) => [stderr])])
  if (!/http:/.test(String(line))) throw new Error(`No Toxiproxy: ${line}`)
  const url = /http:\S+/.exec(String(line))![0]
  const api = new Toxiproxy(url)
  await api.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: '127.0.0.1:1' })
  return {
    url,
    proxies: async () => Object.keys(await api.getAll()),
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM')
      await server
    },
  }
}
