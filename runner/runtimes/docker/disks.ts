import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import { IN_USE } from '../../disk/file-system.ts'
import type { DiskSource, NodeDisks } from '../runtime.ts'
import { makeLoop } from './disk-privileges.ts'
import { execIn } from './exec.ts'
import { loopMark } from './loops.ts'
import { StandStill } from './stand-still.ts'

const LIMIT_SECONDS = 20
/** So often, each a hundredth of a second at least, it is looked for what serves a disk that may be out of reach. */
const SERVING_POLLS = 150
/** After it a program that waits for a disk is killed, if it can be. */
const KILLED = 137

/** Ends what serves the disk, which writes out all before. */
const endServing = `end_serving() {
  [ -e "$place.pid" ] || return 0
  pid=$(cat "$place.pid"); kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || while kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
  rm -f "$place.pid"
}
`

/**
 * Every disk becomes a file by nbdfuse, and that a loop device. The file is in a namespace of mounts of its own: were it
 * in that of the node, a kill would wait for a disk that is served by what is being killed. `$1` is where it is to be,
 * `$2` its name, `$3` what serves it.
 */
const serve = `set -eu; umask 077
${endServing}place=/run/splitbrain/$1; file=$place/$2; mkdir -p "$place"
[ -e "$place.pid" ] && kill -0 "$(cat "$place.pid")" 2>/dev/null && { echo "$1 ${IN_USE}"; exit 1; }
rm -f "$place.pid"
unshare --mount nbdfuse --pidfile "$place.pid" "$file" "$3" > "$place.log" 2>&1 &
daemon=$! polls=0
while ! [ -s "$place.pid" ]; do
  kill -0 $daemon 2>/dev/null || { cat "$place.log"; exit 1; }
  [ $((polls += 1)) -lt ${SERVING_POLLS} ] || { kill -KILL $daemon; echo 'the disk does not answer'; exit 1; }
  sleep 0.01
done
file=/proc/$(cat "$place.pid")/root$file
`

const format = `${serve}trap end_serving EXIT
mkfs.ext4 -q -b 4096 -E "nodiscard,lazy_itable_init=0,lazy_journal_init=0,root_owner=$4" "$file"`

/** What e2fsck could not put right is not its error code's first two bits. */
const repair = `${serve}trap end_serving EXIT
code=0; e2fsck -f -y "$file" || code=$?
[ $((code & ~3)) = 0 ]`

/** The loop device goes by itself with the last mount of it. */
const mount = `if mountpoint -q "$4"; then echo "$4 ${IN_USE}"; exit 1; fi
${serve}${makeLoop}
trap '[ $? = 0 ] || end_serving' EXIT
make_loop --direct-io=on
mkdir -p "$4"
mount "$loop" "$4" || { losetup -d "$loop"; false; }
losetup -d "$loop"`

const unmount = `set -eu
${endServing}place=/run/splitbrain/$1
if mountpoint -q "$4"; then umount "$4"; fi
end_serving`

/** What root does in a container that may mount disks. */
export class ContainerDisks implements NodeDisks {
  private readonly docker: Docker
  private readonly container: string
  private readonly node: string
  private readonly mark: string
  readonly stillness: StandStill

  constructor(docker: Docker, container: string, node: string, runId: string) {
    this.docker = docker
    this.container = container
    this.node = node
    this.mark = loopMark(runId)
    this.stillness = new StandStill((argv) => this.run(argv, 'root'), node)
  }

  async format(disk: DiskSource): Promise<void> {
    const owner = await this.owner()
    await this.asRoot('format a disk', format, ['moment', this.mark, uriOf(disk), owner])
  }

  async repair(disk: DiskSource): Promise<string> {
    return this.asRoot('repair a disk', repair, ['moment', this.mark, uriOf(disk)])
  }

  async mount(disk: DiskSource, folder: string): Promise<void> {
    await this.asRoot(`mount a disk at ${folder}`, mount, [
      placeOf(folder),
      this.mark,
      uriOf(disk),
      folder,
    ])
  }

  async unmount(folder: string): Promise<void> {
    await this.asRoot(`unmount ${folder}`, unmount, [placeOf(folder), this.mark, '', folder])
  }

  async mounted(folder: string): Promise<boolean> {
    return (await this.run(['mountpoint', '-q', folder])).exitCode === 0
  }

  standStill(): Promise<void> {
    return this.stillness.beginButForDisks()
  }

  private async owner(): Promise<string> {
    const { output } = await this.run(['sh', '-c', 'echo "$(id -u):$(id -g)"'])
    return output.trim()
  }

  private run(argv: string[], user?: 'root') {
    return execIn(this.docker, this.container, argv, { user })
  }

  private async asRoot(what: string, script: string, words: string[]): Promise<string> {
    const limit = ['timeout', '--signal=KILL', String(LIMIT_SECONDS)]
    const argv = [...limit, 'sh', '-c', script, 'sh', ...words]
    const { exitCode, output } = await this.run(argv, 'root')
    if (exitCode === 0) return output
    const why = exitCode === KILLED ? `nothing came of it in ${LIMIT_SECONDS} s` : output.trim()
    throw new SplitbrainError('runtime', `Node ${this.node} can't ${what}: ${why}.`)
  }
}

function uriOf({ server, as }: DiskSource): string {
  const name = encodeURIComponent(as)
  if ('socket' in server) return `nbd+unix:///${name}?socket=${encodeURIComponent(server.socket)}`
  return `nbd://${server.host}:${server.port}/${name}`
}

/** A file's name for a folder's path, and another one for another. */
function placeOf(folder: string): string {
  return `disk-${Buffer.from(folder).toString('base64url')}`
}
