import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Toxiproxy } from 'toxiproxy-node-client'
import { SplitbrainError } from '../../history/errors.ts'
import { serverVersion } from '../network/server-version.ts'
import { isOrphaned, thisOwner } from './owner.ts'
import type { ProxyHost } from './runtime.ts'
import { workFolder } from './work-folder.ts'

const LIMIT_MS = 3_000
const markPrefix = 'toxiproxy-'

/**
 * Runs a run's links over a server that the user named. It outlives the run, so a mark in the work folder says what is
 * to be removed from it whatever becomes of the harness.
 */
export async function useNamedServer(
  url: string,
  runId: string,
  listenHost: string,
): Promise<ProxyHost> {
  const api = url.replace(/\/+$/, '')
  await serverVersion(api, LIMIT_MS).catch((cause: unknown) => {
    throw new SplitbrainError(
      'unavailable',
      `No Toxiproxy answers at ${url}: start one (splitbrain toxiproxy --port 8474), or leave out --toxiproxy.`,
      { cause },
    )
  })
  await writeFile(await markOf(runId), `${thisOwner()}\n${api}`)
  const prefix = prefixOf(runId)
  await tryOut(api, `${prefix}trial`, listenHost)
  const reached = (port: number) => ({ host: listenHost, port })
  const listen = () => `${listenHost}:0`
  return { url: api, server: 'named', prefix, listen, fromHarness: reached, fromNodes: reached }
}

/** Its proxies must be within reach of this machine: one that leads to the server's own API must answer like that. */
async function tryOut(api: string, name: string, listenHost: string): Promise<void> {
  try {
    const upstream = new URL(api).host
    const proxy = await new Toxiproxy(api).createProxy({
      name,
      listen: `${listenHost}:0`,
      upstream,
    })
    await serverVersion(`http://${proxy.listen}`, LIMIT_MS)
    await proxy.remove()
  } catch (cause) {
    throw new SplitbrainError(
      'unavailable',
      `The Toxiproxy at ${api} can't serve links at ${listenHost}: it must run on this machine, in a container on the host's network at most.`,
      { cause },
    )
  }
}

/** Removes what a run still has on a server that was named to it; nothing where none was. */
export async function leaveNamedServer(runId: string): Promise<void> {
  await sweepNamedServers((run) => run.runId === runId)
}

/** Removes the proxies of the runs that `which` chooses; a line for each run that had any. */
export async function sweepNamedServers(
  which: (run: { runId: string; orphaned: boolean }) => boolean,
): Promise<string[]> {
  const work = await workFolder()
  const names = (await readdir(work)).filter((name) => name.startsWith(markPrefix))
  const swept: string[] = []
  for (const name of names) {
    const runId = name.slice(markPrefix.length)
    const [owner, api] = (await readFile(join(work, name), 'utf8').catch(() => '')).split('\n')
    if (!which({ runId, orphaned: isOrphaned(owner) })) continue
    // A server that is gone took its proxies with it.
    await removeProxies(api, prefixOf(runId)).catch(() => {})
    await rm(join(work, name), { force: true })
    swept.push(`links of run ${runId} on the Toxiproxy at ${api}`)
  }
  return swept
}

async function removeProxies(api: string, prefix: string): Promise<void> {
  const proxies = await new Toxiproxy(api).getAll()
  const ours = Object.values(proxies).filter(({ name }) => name.startsWith(prefix))
  await Promise.all(ours.map((proxy) => proxy.remove()))
}

function prefixOf(runId: string): string {
  return `${runId}-`
}

async function markOf(runId: string): Promise<string> {
  return join(await workFolder(), `${markPrefix}${runId}`)
}
