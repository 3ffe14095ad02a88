import type Docker from 'dockerode'
import { describeError } from '../../../history/errors.ts'
import { diskPrivileges, makeLoop } from './disk-privileges.ts'
import { labelsOf, removeContainer } from './engine.ts'
import type { Refusal } from './refusal.ts'

const advice =
  'containers need /dev/fuse, loop devices and CAP_SYS_ADMIN for disks of our own: load fuse, loop and ext4 there (modprobe fuse loop ext4), and let the engine grant the capability'

/** Each thing that a disk takes, tried out. */
const trial = `exec 2>&1
: <> /dev/fuse || exit
unshare --mount true || exit
${makeLoop}file=/tmp/trial; truncate -s 1M $file && make_loop && losetup -d "$loop" || exit
grep -qw ext4 /proc/filesystems || modprobe ext4 || { echo 'ext4 is not there'; exit 1; }`

/** Why containers can't mount disks of ours here; undefined where they can. Any image with util-linux will do. */
export async function refusedDisks(docker: Docker, image: string): Promise<Refusal | undefined> {
  const container = await docker.createContainer({
    Image: image,
    User: 'root',
    Labels: labelsOf(`trial-${process.pid}`),
    Entrypoint: ['sh', '-c', trial],
    HostConfig: { ...diskPrivileges, CapDrop: ['ALL'], NetworkMode: 'none' },
  })
  try {
    await container.start()
    const { StatusCode } = (await container.wait()) as { StatusCode: number }
    if (StatusCode === 0) return undefined
    const said = (await container.logs({ stdout: true, follow: false })).subarray(8).toString()
    return { capability: 'disks', reason: said.trim().split('\n')[0], advice }
  } catch (error) {
    return { capability: 'disks', reason: describeError(error), advice }
  } finally {
    await removeContainer(docker, container.id)
  }
}
