import type Docker from 'dockerode'
import { describeError } from '../../../history/errors.ts'
import { diskPrivileges, makeLoop } from './disk-privileges.ts'
import { labelsOf } from './engine.ts'
import type { Refusal } from './refusal.ts'
import { runOnce } from './run-once.ts'

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
  const options = {
    Image: image,
    User: 'root',
    Labels: labelsOf(`trial-${process.pid}`),
    Entrypoint: ['sh', '-c', trial],
    HostConfig: { ...diskPrivileges, CapDrop: ['ALL'] },
  }
  try {
    const { exitCode, output } = await runOnce(docker, options)
    if (exitCode === 0) return undefined
    return { capability: 'disks', reason: output.trim().split('\n')[0], advice }
  } catch (error) {
    return { capability: 'disks', reason: describeError(error), advice }
  }
}
