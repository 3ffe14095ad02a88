import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { SplitbrainError } from '../../../history/errors.ts'
import { inDraft } from '../drafts.ts'
import { labels } from './engine.ts'
import { telling } from './telling.ts'

const official = 'debian:trixie-slim'
/** The same by debootstrap, for machines that no registry answers. */
const own = 'splitbrain/debian:trixie'

/** What no image needs, as Debian's own slim images leave it out too. */
const caches = ['var/cache/apt', 'var/lib/apt/lists']
const documentation = ['usr/share/doc', 'usr/share/man', 'usr/share/locale']

/** A registry may be slow; one that has sent nothing for so long sends no more. */
const SILENCE_LIMIT_MS = 60_000

/** The image that ours are built on: what is here already, else the registry's, else one made by debootstrap. */
export async function baseImage(
  docker: Docker,
  progress: (message: string) => void,
): Promise<string> {
  for (const tag of [official, own]) if (await hasImage(docker, tag)) return tag
  const trouble = await telling(progress, `pulling ${official}`, () =>
    pull(docker, official, SILENCE_LIMIT_MS),
  ).catch((error: Error) => error)
  if (trouble === undefined) return official
  if (process.getuid?.() !== 0 || !(await canDebootstrap()))
    throw new SplitbrainError(
      'unavailable',
      `The base image ${official} can't be pulled: load it with docker load, or (Debian, as root) apt-get install debootstrap and run splitbrain images build.`,
      { cause: trouble },
    )
  const making = `making ${own} with debootstrap (no registry answers; once, about a minute)`
  await telling(progress, making, () =>
    inDraft('debootstrap', (folder) => debootstrap(docker, folder)),
  )
  return own
}

export async function hasImage(docker: Docker, tag: string): Promise<boolean> {
  const found = await docker.listImages({ filters: { reference: [tag] } })
  return found.length > 0
}

/** Gives up when nothing has come for `silenceMs`, however long it takes in all. */
export async function pull(docker: Docker, tag: string, silenceMs: number): Promise<undefined> {
  const controller = new AbortController()
  const giveUp = () =>
    controller.abort(new Error(`${tag} was not sent on for ${silenceMs / 1000} s`))
  let timer = setTimeout(giveUp, silenceMs)
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(giveUp, silenceMs)
  }
  try {
    const stream = await docker.pull(tag, { abortSignal: controller.signal })
    await followed(docker, stream, heard)
    controller.signal.throwIfAborted()
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error
  } finally {
    clearTimeout(timer)
  }
}

/** Waits for the end of what the engine does; a failure underway is a line of its answer, not of its status. */
export async function followed(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  heard: () => void = () => {},
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const end = (error: Error | null, lines: { error?: string; stream?: string }[]) => {
    const failed = lines.findIndex((line) => line.error !== undefined)
    if (error !== null) reject(error)
    else if (failed === -1) resolve()
    else reject(new Error(`${lines[failed].error} ${lastWords(lines.slice(0, failed))}`))
  }
  docker.modem.followProgress(stream, end, heard)
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

async function debootstrap(docker: Docker, folder: string): Promise<void> {
  try {
    // In its folder, by which a sweep finds it where it has outlived the harness.
    const options = { stdin: 'ignore', cwd: folder } as const
    await execa('debootstrap', ['--variant=minbase', 'trixie', folder], options)
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
  }
}
