import type { HostConfig } from 'dockerode'

/** Of loop devices, whose numbers are the kernel's to give. */
export const LOOP_MAJOR = 7

/**
 * What root of a container needs to mount disks in it: to mount, to make the nodes of loop devices, and to reach what
 * the services' user made and to stop what it runs. It is root's alone, for in the image no program makes anybody root.
 */
export const diskPrivileges = {
  CapAdd: ['SYS_ADMIN', 'MKNOD', 'DAC_OVERRIDE', 'KILL'],
  Devices: ['/dev/fuse', '/dev/loop-control'].map((path) => ({
    PathOnHost: path,
    PathInContainer: path,
    CgroupPermissions: 'rwm',
  })),
  DeviceCgroupRules: [`b ${LOOP_MAJOR}:* rwm`],
  SecurityOpt: ['apparmor=unconfined'],
} satisfies Partial<HostConfig>

/**
 * For a shell of such a container: makes a loop device of the file `$file`, called `$loop` then. The kernel makes new
 * ones as they are asked for, and nobody makes their nodes here; another may be quicker to take the one that is free.
 */
export const makeLoop = `make_loop() {
  for attempt in 1 2 3 4 5; do
    losetup --find > /dev/null 2>&1 || true
    for each in /sys/block/loop*; do
      number=\${each#/sys/block/loop}
      [ -e "/dev/loop$number" ] || mknod "/dev/loop$number" b ${LOOP_MAJOR} "$number"
    done
    loop=$(losetup --find --show "$@" "$file") && return
  done
  return 1
}
`
