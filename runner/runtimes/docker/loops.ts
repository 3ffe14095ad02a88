import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type Docker from 'dockerode'
import { hasImage } from './base-image.ts'
import { diskPrivileges, LOOP_MAJOR } from './disk-privileges.ts'
import { labels } from './engine.ts'
import { runOnce } from './run-once.ts'

const mark = 'splitbrain-disk-'

/** What the file beneath a loop device of a run is called, by which it is known whose it is. */
export function loopMark(runId: string): string {
  return `${mark}${runId}`
}

interface LoopDevice {
  /** As `loop0`. */
  name: string
  runId: string
}

/** Loop devices are the whole machine's: those of ours that this machine's kernel has, whoever's run it is. */
export async function loopDevices(): Promise<LoopDevice[]> {
  const names = await readdir('/sys/block').catch(() => [])
  const found = names
    .filter((name) => /^loop\d+$/.test(name))
    .map(async (name): Promise<LoopDevice[]> => {
      const file = await readFile(`/sys/block/${name}/loop/backing_file`, 'utf8').catch(() => '')
      // The kernel adds a word to the path of a file that is there no more.
      const beneath = basename(file.trim().replace(/ \(deleted\)$/, ''))
      return beneath.startsWith(mark) ? [{ name, runId: beneath.slice(mark.length) }] : []
    })
  return (await Promise.all(found)).flat()
}

/**
 * Lets go of the loop devices of these runs, which are left where a harness or a node died between making one and
 * mounting it. A container does it, for to do it here takes root.
 */
export async function sweepLoops(
  docker: Docker,
  which: (runId: string) => boolean,
): Promise<number> {
  const left = (await loopDevices()).filter(({ runId }) => which(runId))
  const image = left.length > 0 && (await anyImage(docker))
  if (!image) return 0
  const script = `for each; do
    mknod "/dev/$each" b ${LOOP_MAJOR} "\${each#loop}"; losetup -d "/dev/$each"; done`
  await runOnce(docker, {
    Image: image,
    User: 'root',
    Labels: { [labels.ours]: '1', [labels.run]: left[0].runId },
    Entrypoint: ['sh', '-c', script, 'sh', ...left.map(({ name }) => name)],
    HostConfig: diskPrivileges,
  })
  return left.length
}

/** One with losetup: each of those that nodes run. */
async function anyImage(docker: Docker): Promise<string | undefined> {
  const images = await docker.listImages({ filters: { label: [`${labels.image}=disk`] } })
  const tags = images.flatMap(({ RepoTags }) => RepoTags ?? [])
  for (const tag of tags) if (await hasImage(docker, tag)) return tag
  return undefined
}
