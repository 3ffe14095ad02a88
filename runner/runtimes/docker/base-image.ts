import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { SplitbrainError } from '../../errors.ts'
import { workFolder } from '../work-folder.ts'
import { labels } from './engine.ts'

const official = 'debian:trixie-slim'
/** The same by debootstrap, for machines that no registry answers. */
const own = 'splitbrain/debian:trixie'

/** What no image needs, as Debian's own slim images leave it out too. */
const caches = ['var/cache/apt', 'var/lib/apt/lists']
const documentation = ['usr/share/doc', 'usr/share/man', 'usr/share/locale']

const PULL_LIMIT_MS = 180_000

/** The image that ours are built on: what is here already, else the registry's, else one made by debootstrap. */
export async function baseImage(
  docker: Docker,
  progress: (message: string) => void,
): Promise<string> {
  for (const tag of [official, own]) if (await hasImage(docker, tag)) return tag
  progress(`pulling ${official}`)
  const trouble = await pull(docker, official, PULL_LIMIT_MS).catch((error: Error) => error)
  if (trouble === undefined) return official
  if (process.getuid?.() !== 0 || !(await canDebootstrap()))
    throw new SplitbrainError(
      'unavailable',
      `The base image ${official} can't be pulled: load it with docker load, or (Debian, as root) apt-get install debootstrap and run splitbrain images build.`,
      { cause: trouble },
    )
  progress(`making ${own} with debootstrap (no registry answers; once, about a minute)`)
  await debootstrap(docker)
  return own
}

export async function hasImage(docker: Docker, tag: string): Promise<boolean> {
  const found = await docker.listImages({ filters: { reference: [tag] } })
  return found.length > 0
}

export async function pull(docker: Docker, tag: string, limitMs: number): Promise<undefined> {
  const abortSignal = AbortSignal.timeout(limitMs)
  await followed(docker, await docker.pull(tag, { abortSignal }))
}

/** Waits for the end of what the engine does; a failure underway is a line of its answer, not of its status. */
export async function followed(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  docker.modem.followProgress(stream, (error, lines: { error?: string; stream?: string }[]) => {
    const failed = lines.findIndex((line) => line.error !== undefined)
    if (error !== null) reject(error)
    else if (failed === -1) resolve()
    else reject(new Error(`${lines[failed].error} ${lastWords(lines.slice(0, failed))}`))
  })
  return promise
}

/** What a build step said before it failed, on one line. */
function lastWords(lines: { stream?: string }[]): string {
  const text = lines.map(({ stream }) => stream ?? '').join('')
  return text.trim().split('\n').slice(-3).join(' ')
}

async function canDebootstrap(): Promise<boolean> {
  const { failed } = await execa('debootstrap', ['--version'], { reject: false })
  return !failed
}

async function debootstrap(docker: Docker): Promise<void> {
  const folder = await mkdtemp(join(await workFolder(), 'debootstrap-'))
  try {
    await execa('debootstrap', ['--variant=minbase', 'trixie', folder], { stdin: 'ignore' })
    for (const path of [...caches, ...documentation])
      await rm(join(folder, path), { recursive: true, force: true })
    const tar = execa('tar', ['-C', folder, '-c', '.'], { encoding: 'buffer', buffer: false })
    const [repo, tag] = own.split(':')
    const stream = await docker.importImage(tar.stdout, {
      repo,
      tag,
      changes: [`LABEL ${labels.image}=debian`, 'CMD ["bash"]'],
    })
    await Promise.all([followed(docker, stream), tar])
  } catch (cause) {
    throw new SplitbrainError('unavailable', `debootstrap can't make the base image ${own}.`, {
      cause,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
