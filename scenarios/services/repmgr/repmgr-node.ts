import { runOn, writeOn } from '../../../runner/runtimes/run-on.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { promotion, PROMOTE } from './promotion.ts'
import {
  conninfoOf,
  PASSFILE,
  passfile,
  SETTINGS,
  settingsFile,
  USER,
  type Member,
} from './settings.ts'

/** What a rewound server has of its own. */
const OWN_SETTINGS = 'splitbrain.conf'

// What connects to others has its passwords from there.
const prepared = `export PGPASSFILE="$PWD/${PASSFILE}"`

/** A server of repmgr's, and the daemon that watches it; a witness is one too, which has data of its own. */
export class RepmgrNode {
  readonly server: PostgresServer
  readonly about: Member
  private readonly daemon: Service

  constructor(server: PostgresServer, about: Member) {
    this.server = server
    this.about = about
    const words = `--config-file=${SETTINGS} --daemonize=false --no-pid-file`
    const argv = ['sh', '-c', `${prepared}; exec repmgrd ${words}`]
    this.daemon = this.node.service({ name: 'repmgrd', argv, stopSignal: 'SIGTERM' })
  }

  get node(): Node {
    return this.server.node
  }

  get name(): string {
    return this.node.name
  }

  /** What its own programs go by; whoever promotes it waits until the old primary is fenced where that is asked for. */
  async install(password: string, isFencing: boolean): Promise<void> {
    const { node, about } = this
    await writeOn(node, SETTINGS, settingsFile(about))
    await writeOn(node, PASSFILE, passfile(password))
    await writeOn(node, PROMOTE, promotion(node.home, SETTINGS, isFencing))
    await runOn(node, ['chmod', 'u+x', PROMOTE])
  }

  async registerAsPrimary(): Promise<void> {
    await this.repmgr('primary', 'register')
  }

  /** Gives it a fresh copy of a primary's data, ready to start as its standby. */
  async copy(primary: RepmgrNode): Promise<void> {
    const { server } = this
    server.disconnect()
    await this.repmgr('standby', 'clone', ...primary.asSource(), '--force', '--fast-checkpoint')
    await server.writeSettings()
  }

  async registerAsStandby(): Promise<void> {
    await this.repmgr('standby', 'register', '--force')
  }

  async registerAsWitness(primary: RepmgrNode): Promise<void> {
    await this.repmgr('witness', 'register', '--force', ...primary.asSource())
  }

  /** Makes a server that is down ready to start as a standby, and takes back what it wrote beside the primary. */
  async rejoin(primary: RepmgrNode): Promise<void> {
    // It may stand for another process by now, and the data be refused for it.
    await this.node.exec(['rm', '-f', 'data/postmaster.pid'])
    const keeping = ['--force-rewind', `--config-files=${OWN_SETTINGS}`]
    const archive = `--config-archive-dir=${this.node.home}`
    const at = `--dbname=${conninfoOf(primary.about)}`
    await this.repmgr('node', 'rejoin', at, ...keeping, archive, '--no-wait')
  }

  /** Has a standby follow a primary, by its own tool. */
  async follow(primary: RepmgrNode): Promise<void> {
    await this.repmgr('standby', 'follow', `--upstream-node-id=${primary.about.id}`)
  }

  async promote(): Promise<void> {
    await this.repmgr('standby', 'promote')
  }

  /** Whether daemons of all nodes are to keep still. */
  async pauseAll(isPaused: boolean): Promise<void> {
    await this.repmgr('service', isPaused ? 'pause' : 'unpause')
  }

  watched(): Promise<boolean> {
    return this.daemon.running()
  }

  async watch(): Promise<void> {
    if (!(await this.watched())) await this.daemon.start()
  }

  unwatch(): Promise<void> {
    return this.daemon.stop()
  }

  private async repmgr(...words: string[]): Promise<string> {
    const command = `${prepared}; exec repmgr --config-file=${SETTINGS} "$@"`
    return runOn(this.node, ['sh', '-c', command, 'sh', ...words])
  }

  private asSource(): string[] {
    const { sql, database } = this.about
    return [
      `--host=${sql.host}`,
      `--port=${sql.port}`,
      `--username=${USER}`,
      `--dbname=${database}`,
    ]
  }
}
