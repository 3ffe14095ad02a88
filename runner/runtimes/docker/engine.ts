import { access, constants } from 'node:fs/promises'
import type Docker from 'dockerode'
import { getContainerRuntimeClient } from 'testcontainers'
import { describeError, SplitbrainError } from '../../../history/errors.ts'
import { within } from '../../within.ts'
import { thisOwner } from '../owner.ts'
import { unless } from './refusals.ts'

/** The labels of everything of ours on an engine. */
export const labels = {
  /** On every container and network; the next two say of which run it is, and whose (see owner.ts). */
  ours: 'io.splitbrain',
  run: 'io.splitbrain.run',
  /** Also on the layers of an image that is being built. */
  owner: 'io.splitbrain.owner',
  /** On images, whose labels their containers have too. */
  image: 'io.splitbrain.image',
} as const

/** What a container or network of a run is marked with. */
export function labelsOf(runId: string): Record<string, string> {
  return { [labels.ours]: '1', [labels.run]: runId, [labels.owner]: thisOwner() }
}

const SOCKET = '/var/run/docker.sock'
const ANSWER_LIMIT_MS = 5_000

/** The container engine, found as testcontainers finds it: DOCKER_HOST, docker's contexts, the usual sockets. */
export async function engine(): Promise<Docker> {
  try {
    const { container } = await withinLimit(getContainerRuntimeClient())
    await withinLimit(container.dockerode.ping())
    return container.dockerode
  } catch (cause) {
    throw new SplitbrainError('unavailable', await remedy(), { cause })
  }
}

async function remedy(): Promise<string> {
  const refused = await access(SOCKET, constants.W_OK).catch((error) => error.code === 'EACCES')
  return refused === true
    ? `This user may not talk to the container engine at ${SOCKET}: join its group (usermod -aG docker), or use --runtime embedded.`
    : 'No container engine answers: start Docker (on Debian: apt-get install docker.io), set DOCKER_HOST, or use --runtime embedded.'
}

/** True where an engine answers, otherwise why not. */
export async function dockerAnswers(): Promise<true | string> {
  try {
    await engine()
    return true
  } catch (error) {
    return describeError(error)
  }
}

const withinLimit = <T>(answer: Promise<T>): Promise<T> =>
  within(answer, ANSWER_LIMIT_MS, new Error(`no answer in ${ANSWER_LIMIT_MS / 1000} s`))

/** With its volumes; 404: it is gone; 409: someone else is removing it. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  await unless([404, 409], docker.getContainer(id).remove({ force: true, v: true }))
}
