/** The disk, in each server's folder by this name: all of a data directory is on it. */
export const DISK = 'data'

/**
 * What keeps a second server off a disk that another server is still at: the operator kills that one's node before, or
 * every server holds a lock on the disk for as long as it lives (on a device, its node has the disk for itself), or the
 * storage hangs up on the old one and lets it in no more, or nothing does.
 */
export const fencings = ['kill', 'lease', 'bar', 'none'] as const
export type Fencing = (typeof fencings)[number]

/** How a server that finds the lease taken says so, in its log, before it ends. */
export const REFUSED = 'could not get the lease on the disk, for another server holds it'

/** How the operator is told that there is nobody who could take over. */
export const NOT_UP = 'is not up, so that nobody can take over'

/** Of a server that is dead: on another node its process id is somebody else's, or nobody's. */
export const unlock = `rm -f ${DISK}/postmaster.pid`

// The lock is that of an open file: the server has it from the shell and its children from the server, so that it is
// free once the last of them is gone, which may be a moment after a server that was shut down says it is. Who holds it
// may take the lock file of a server before for what that one left behind.
const underLease = `exec 9> ${DISK}/lease; flock -w 0.5 9 || { echo '${REFUSED}'; exit 75; }; ${unlock}; `

// PostgreSQL refuses where any process of its user has the number that the lock file names, be it one that asks something.
const unlessNamesake = `for _ in $(seq 20); do
  pid=$(head -n 1 ${DISK}/postmaster.pid) && [ "$pid" != $$ ] && kill -0 "$pid" || break
  sleep 0.1
done 2>/dev/null; `

/** What a shell does before it becomes a server. Where a node is killed first, no other server is there any more. */
export const beforeStart: Record<Fencing, string> = {
  kill: `${unlock}; `,
  lease: underLease,
  bar: `${unlock}; `,
  none: unlessNamesake,
}

/** The same on a device: who could mount it under a lease has it for itself. */
export const beforeStartOnDevice: Record<Fencing, string> = {
  ...beforeStart,
  lease: `${unlock}; `,
}
