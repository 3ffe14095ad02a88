import { createHash } from 'node:crypto'
import { chmod, constants, cp, readdir, readFile } from 'node:fs/promises'
import { createRequire, findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import { thisOwner } from '../owner.ts'
import type { Capability, ProxyServer } from '../runtime.ts'
import { inDraft } from '../drafts.ts'
import { baseImage, followed, hasImage, pull } from './base-image.ts'
import { engine, labels } from './engine.ts'
import { unless } from './refusals.ts'
import { telling } from './telling.ts'

export interface Images {
  /** The tag of the image with the database server. */
  postgres: string
  /** That of the image which nodes run: the same, or one made of it that has more. */
  nodes: string
  links: LinksImage
}

/** The image with the server that the links run over. */
export interface LinksImage {
  tag: string
  server: ProxyServer
}

/** Toxiproxy as its authors publish it. */
const original = 'ghcr.io/shopify/toxiproxy:2.12.0'
/** It is small; a registry that is silent for so long is none that can be reached. */
const SILENCE_LIMIT_MS = 30_000

export interface ImageInfo {
  tag: string
  sizeBytes: number
  created: Date
}

/** One file of an image's build context, and what it is to be called there. */
interface Part {
  source: string
  name: string
}

/**
 * The images of this version of the project; what is missing is built. A tag is the hash of what the image is made
 * from, so that a changed Dockerfile is a new image and an unchanged one is never built twice.
 */
export async function ensureImages(
  progress: (message: string) => void,
  needs: ReadonlySet<Capability> = new Set(),
): Promise<Images> {
  const docker = await engine()
  const { tag: postgres, parts } = await postgresSource()
  if (!(await hasImage(docker, postgres))) {
    const base = await baseImage(docker, progress)
    await telling(progress, `building the image ${postgres} (once, about a minute)`, () =>
      build(docker, postgres, parts, base),
    )
  }
  let nodes = postgres
  for (const each of layers)
    if (each.needs.some((need) => needs.has(need)))
      nodes = await layer(docker, each, nodes, progress)
  return { postgres, nodes, links: await linksImage(docker, postgres, progress, needs) }
}

/** Those of runs that need no more than the database, and those with each layer; their tags. */
export async function ensureAllImages(
  progress: (message: string) => void,
): Promise<ReadonlySet<string>> {
  const tags = new Set<string>()
  for (const needs of [[], ...layers.map(({ needs: [first] }) => [first])]) {
    const { postgres, nodes, links } = await ensureImages(progress, new Set(needs))
    for (const tag of [postgres, nodes, links.tag]) tags.add(tag)
  }
  return tags
}

/** An image may be removed between being made ready and being used, where there is no time left to build it anew. */
export async function mustBeThere(
  docker: Docker,
  { postgres, nodes, links }: Images,
): Promise<void> {
  for (const tag of new Set([postgres, nodes, links.tag]))
    if (!(await hasImage(docker, tag)))
      throw new SplitbrainError(
        'unavailable',
        `The image ${tag} was removed while the run began: start the run again, which builds it anew.`,
      )
}

/** The tag of the image that nodes run, if it has been built. */
export async function builtPostgresImage(): Promise<string | undefined> {
  const { tag } = await postgresSource()
  return (await hasImage(await engine(), tag)) ? tag : undefined
}

async function postgresSource(): Promise<{ tag: string; parts: Part[] }> {
  const parts = await filesIn(imageFolder('postgres'))
  return { tag: `splitbrain/postgres:${await hashOf(parts)}`, parts }
}

interface Layer {
  /** Of the folder with its Dockerfile, unless it is nothing but packages. */
  name: string
  /** What it is there for: any of these. */
  needs: readonly Capability[]
  /** Debian's packages that are all it adds. */
  packages?: string
  /** What else it hangs on. */
  of?: string
  /** What is not in its folder, and is only fetched where it has to be built. */
  more?: (docker: Docker) => Promise<Part[]>
}

/** What the image of nodes has upon that of the database server where a run needs it, from below. */
const layers: readonly Layer[] = [
  { name: 'mariadb', needs: ['mariadb'] },
  {
    name: 'node',
    needs: ['node', 'disks'],
    of: process.version,
    more: async (docker) => [{ source: await linuxNode(docker), name: 'node' }],
  },
  { name: 'disk', needs: ['disks'] },
  { name: 'pgpool', needs: ['pgpool'], packages: 'pgpool2 postgresql-17-pgpool2' },
  { name: 'haproxy', needs: ['haproxy'], packages: 'haproxy' },
  {
    name: 'patroni',
    needs: ['patroni'],
    // It speaks with etcd by what it only recommends.
    packages: 'patroni python3-etcd python3-dnspython etcd-server',
  },
  { name: 'slony', needs: ['slony'], packages: 'slony1-2-bin postgresql-17-slony1-2' },
  { name: 'pglogical', needs: ['pglogical'], packages: 'postgresql-17-pglogical' },
  { name: 'plproxy', needs: ['plproxy'], packages: 'postgresql-17-plproxy' },
  {
    name: 'pg-auto-failover',
    needs: ['pg-auto-failover'],
    packages: 'pg-auto-failover-cli postgresql-17-auto-failover',
  },
  { name: 'repmgr', needs: ['repmgr'], packages: 'postgresql-17-repmgr' },
]

/** The image with a layer upon another one. */
async function layer(
  docker: Docker,
  { name, packages, of = packages ?? '', more = async () => [] }: Layer,
  base: string,
  progress: (message: string) => void,
): Promise<string> {
  const parts = await filesIn(imageFolder(packages === undefined ? name : 'packages'))
  const tag = `splitbrain/${name}:${await hashOf(parts, base, of)}`
  if (await hasImage(docker, tag)) return tag
  await telling(progress, `building the image ${tag} (once, up to half a minute)`, async () =>
    build(docker, tag, [...parts, ...(await more(docker))], base, packages),
  )
  return tag
}

/** The original where it is here or can be had, and can do what is needed; what was once built instead is then kept to, and nothing is asked. */
async function linksImage(
  docker: Docker,
  postgres: string,
  progress: (message: string) => void,
  needs: ReadonlySet<Capability>,
): Promise<LinksImage> {
  const mayBeOriginal = !needs.has('wire')
  if (mayBeOriginal && (await hasImage(docker, original))) return { tag: original, server: 'image' }
  const parts = [...(await filesIn(imageFolder('links'))), ...(await serverFiles())]
  const tag = `splitbrain/links:${await hashOf(parts, postgres, process.version)}`
  if (await hasImage(docker, tag)) return { tag, server: 'built-in' }
  const isPulled = () =>
    telling(progress, `pulling ${original}`, () => pull(docker, original, SILENCE_LIMIT_MS)).then(
      () => true,
      () => false,
    )
  if (mayBeOriginal && (await isPulled())) return { tag: original, server: 'image' }
  const node = { source: await linuxNode(docker), name: 'node' }
  await telling(progress, `building the image ${tag} instead (once, a few seconds)`, () =>
    build(docker, tag, [...parts, node], postgres),
  )
  return { tag, server: 'built-in' }
}

/** Every image that this project has made on the engine, those of its other versions too. */
export async function listImages(docker: Docker): Promise<ImageInfo[]> {
  const found = await docker.listImages({ filters: { label: [labels.image] } })
  return found.flatMap(({ RepoTags, Size, Created }) =>
    (RepoTags ?? []).map((tag) => ({
      tag,
      sizeBytes: Size,
      created: new Date(Created * 1000),
    })),
  )
}

/** Removes them all but those that a container, or an image that stays, still uses; the tags of both. */
export async function removeImages(docker: Docker): Promise<{ removed: string[]; kept: string[] }> {
  const newestFirst = (await listImages(docker)).toSorted((a, b) => +b.created - +a.created)
  const [removed, kept]: string[][] = [[], []]
  // One after another, since the newer ones are built on the older.
  for (const { tag } of newestFirst) {
    await unless([404, 409], docker.getImage(tag).remove())
    if (await hasImage(docker, tag)) kept.push(tag)
    else removed.push(tag)
  }
  return { removed, kept }
}

/** The image folders lie in the package's root, whether this file runs from the checkout or from dist/. */
function imageFolder(name: string): string {
  return join(dirname(findPackageJSON(import.meta.url)!), 'images', name)
}

async function filesIn(folder: string): Promise<Part[]> {
  const names = (await readdir(folder)).toSorted()
  return names.map((name) => ({ source: join(folder, name), name }))
}

/** The Toxiproxy server as it is here: TypeScript in a checkout, JavaScript in the built package. */
async function serverFiles(): Promise<Part[]> {
  const files = await filesIn(fileURLToPath(new URL('../../network/server', import.meta.url)))
  return files
    .filter(({ name }) => /^[\w-]+\.[jt]s$/.test(name))
    .map(({ source, name }) => ({ source, name: `server/${name}` }))
}

async function hashOf(parts: Part[], ...more: string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(more))
  for (const { source, name } of parts) {
    const content = await readFile(source)
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 12)
}

/** A Node for the engine's machine: npm's package for Linux, or this very one where that is Linux itself. */
async function linuxNode(docker: Docker): Promise<string> {
  const { Architecture } = await docker.info()
  const arch = { x86_64: 'x64', aarch64: 'arm64' }[Architecture as string] ?? Architecture
  const require = createRequire(import.meta.url)
  try {
    return join(dirname(require.resolve(`node-linux-${arch}/package.json`)), 'bin', 'node')
  } catch (cause) {
    if (process.platform === 'linux' && process.arch === arch) return process.execPath
    throw new SplitbrainError(
      'unavailable',
      `An image needs a Node for linux-${arch}: npm install --no-save --force node-linux-${arch}@24.`,
      { cause },
    )
  }
}

async function build(
  docker: Docker,
  tag: string,
  parts: Part[],
  base: string,
  packages?: string,
): Promise<void> {
  await inDraft('image', async (context) => {
    for (const { source, name } of parts) {
      await cp(source, join(context, name), { mode: constants.COPYFILE_FICLONE })
      // The image's users must be able to read and run it, whatever this user's umask is.
      await chmod(join(context, name), 0o755)
    }
    const src = await readdir(context)
    const options = {
      t: tag,
      buildargs: {
        BASE: base,
        OWNER: thisOwner(),
        ...(packages !== undefined && { PACKAGES: packages }),
      },
      labels: { [labels.image]: tag.split(/[/:]/)[1], [labels.owner]: '' },
      forcerm: true,
    }
    await followed(docker, await docker.buildImage({ context, src }, options))
    // An engine that is stopped meanwhile ends its answer without a word.
    if (!(await hasImage(docker, tag))) throw new Error('the engine broke off')
  }).catch((cause: unknown) => {
    throw new SplitbrainError('unavailable', `The image ${tag} can't be built.`, { cause })
  })
}
