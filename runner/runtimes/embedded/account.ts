import { chmod, chown, mkdir } from 'node:fs/promises'

/**
 * Whom the servers run as: PostgreSQL refuses root, and initdb wants a name for its user id, so root lends them to
 * `nobody` (65534 on Linux); every other user runs them itself.
 */
export const account: { uid: number; gid: number } | undefined =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined

/** A folder that the servers' user alone can see into. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  if (account !== undefined) await chown(path, account.uid, account.gid)
}

/** Closes a folder of ours to everybody but the servers' user, who may pass through it. */
export async function letServersThrough(path: string): Promise<void> {
  if (account !== undefined) await chown(path, 0, account.gid)
  // Whatever the umask is: it would lock the servers' user out.
  await chmod(path, account === undefined ? 0o700 : 0o710)
}
