import { basename, dirname, resolve } from 'node:path'
import { z } from 'zod'
import { SplitbrainError } from '../history/errors.ts'
import type { Description } from '../scenarios/topologies/external/description.ts'
import { clusterFile, type ClusterFile } from '../scenarios/topologies/external/file.ts'
import { OwnCluster, type ComposeFile } from '../scenarios/topologies/external/own-cluster.ts'
import { unknownName } from './nearest.ts'
import { readYaml, type Where, type Yaml } from './yaml-file.ts'

const PAGE = 'docs/topologies/external.md'

/** A cluster that has been met: what a record may know of it, and all that it takes to use it. */
export interface GivenCluster {
  description: Description
  cluster: OwnCluster
}

/** The cluster that `--cluster` names, once all whom its file names have answered; nothing is changed. */
export async function readCluster(path: string | undefined): Promise<GivenCluster> {
  if (path === undefined)
    throw new SplitbrainError(
      'usage',
      `external runs on servers of yours: name their file with --cluster, as in ${PAGE}.`,
    )
  const yaml = await readYaml(path, '--cluster', PAGE)
  const file = clusterIn(yaml)
  const compose = file.compose && (await readCompose(file.compose, dirname(path)))
  const cluster = new OwnCluster(file, compose)
  return { cluster, description: await cluster.meet(path, (place) => yaml.where(place)) }
}

/** Data as a cluster file, or a `usage` error with the place of what is wrong and the nearest right key. */
export function clusterIn({ data, where }: Yaml): ClusterFile {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw wrong(where([]), `A cluster file has keys and values, as in ${PAGE}`)
  const { data: file, error } = clusterFile.safeParse(data)
  if (file !== undefined) return file
  // A key that is written wrong is often missing too.
  const { issues } = error!
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (issue.code === 'unrecognized_keys') throw unknownKey(issue, where)
  const name = issue.path.join('.')
  if (issue.code === 'invalid_key')
    throw wrong(
      where(issue.path, 'key'),
      `${issue.path.at(-1) as string} can't be the name of a node: take a letter, letters and digits, and none of a role or of a link's end`,
    )
  throw wrong(where(issue.path), `${name}${name && ' '}${issue.message}`)
}

function unknownKey({ keys, path }: z.core.$ZodIssueUnrecognizedKeys, where: Where) {
  const { message } = unknownName(
    path.length === 0 ? 'key of a cluster file' : `key of ${path.join('.')}`,
    keys[0],
    knownAt(path),
  )
  return wrong(where([...path, keys[0]], 'key'), message.replace(/\.$/, ''))
}

interface Shape {
  properties?: Record<string, Shape>
  additionalProperties?: Shape
}

function knownAt(path: readonly PropertyKey[]): string[] {
  const whole = z.toJSONSchema(clusterFile, { io: 'input' }) as Shape
  const at = path.reduce<Shape>(
    ({ properties, additionalProperties }, key) =>
      properties?.[String(key)] ?? additionalProperties ?? {},
    whole,
  )
  return Object.keys(at.properties ?? {})
}

function wrong(place: string, message: string): SplitbrainError {
  return new SplitbrainError('usage', `${place}${message}${/[.?]$/.test(message) ? '' : '.'}`)
}

const composeFile = z.object({
  name: z.string().optional(),
  services: z.record(z.string(), z.unknown()),
})

/** Its services and its project's name, as compose makes it where nobody gives one. */
async function readCompose(
  { file, project }: NonNullable<ClusterFile['compose']>,
  folder: string,
): Promise<ComposeFile> {
  const path = resolve(folder, file)
  const { data, where } = await readYaml(path, 'compose.file', PAGE)
  const parsed = composeFile.safeParse(data)
  if (!parsed.success) throw wrong(where([]), 'This is no compose file, for it has no services')
  const ofFolder = basename(dirname(path))
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
  const { name, services } = parsed.data
  return { project: project ?? name ?? ofFolder, services: Object.keys(services) }
}
