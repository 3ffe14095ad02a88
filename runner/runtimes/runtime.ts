import type { Disturbance } from '../disturbance.ts'

/** What a runtime may or may not be able to do; a scenario says what it needs before anything starts. */
export type Capability =
  /** A node can be killed with everything on it, and booted again. */
  | 'kill'
  /** A node's services can be stopped in order, and it with them. */
  | 'stop'
  /** Every process of a node can be frozen and thawed. */
  | 'pause'
  /** Commands can be run on a node. */
  | 'exec'
  /** A node's commands can read and write the folders of every other node. */
  | 'shared-files'
  /** Programs for the Node that runs the harness can be run on every node, as `node`; made ready where it is asked for. */
  | 'node'
  /** A disk can be at several nodes at once. */
  | 'shared-disks'
  /** PostgreSQL's client programs (psql, pg_basebackup, pg_rewind, pgbench, …) are on every node. */
  | 'client-programs'
  /** MariaDB with Galera is on every node, and an empty data directory for it. */
  | 'mariadb'
  /** Packets can be dropped in a node's own network namespace. */
  | 'packet-filter'
  /** A share of the packets can be dropped there, chosen by chance. */
  | 'packet-loss'
  /** A node's routes and interface can be changed, and the node can be taken off its network. */
  | 'node-network'
  /** The kernel can delay and lose what a node sends. */
  | 'netem'
  /** The kernel can limit the rate of what a node sends. */
  | 'tbf'
  /** Clients' connections can be followed by their protocol's messages, and cut at one of them. */
  | 'wire'
  /** A node can be given a part of a processor alone. */
  | 'cpu-limit'
  /** What a node reads from its disk and writes to it can be limited. */
  | 'io-limit'
  /** A service can have a clock of its own, which runs as a file says. */
  | 'clock'
  /** Disks of device servers can be mounted on a node, which takes FUSE and loop devices. */
  | 'disks'
  /** Nodes are somebody else's, who has said what can be done to them. */
  | 'hooks'
  /** Pgpool-II's programs are on every node; made ready where it is asked for. */
  | 'pgpool'
  /** Patroni and etcd are on every node; made ready where it is asked for. */
  | 'patroni'
  /** HAProxy is on every node; made ready where it is asked for. */
  | 'haproxy'
  /** Slony-I's programs (slon, slonik) and what a server needs of it are on every node; made ready where it is asked for. */
  | 'slony'
  /** What a server needs to replicate by pglogical is on every node; made ready where it is asked for. */
  | 'pglogical'
  /** PL/Proxy is on every node, for functions to be written in; made ready where it is asked for. */
  | 'plproxy'
  /** pg_auto_failover's programs, and what its monitor needs, are on every node; made ready where it is asked for. */
  | 'pg-auto-failover'
  /** repmgr's programs, and what its servers need, are on every node; made ready where it is asked for. */
  | 'repmgr'

export interface Endpoint {
  host: string
  port: number
}

export interface NodeSpec {
  name: string
  /** What its services listen on, by name; the first is what links lead to that name none. */
  ports: readonly string[]
  /** Disks that it shares with every node that names them too, empty to begin with. */
  sharedDisks?: readonly string[]
}

/** A program that runs on a node until it is ended. */
export interface ServiceSpec {
  /** Of its own on its node. */
  name: string
  /** Run in the node's own folder; the first word is looked up on the node. */
  argv: readonly string[]
  /** What ends it cleanly. */
  stopSignal: NodeJS.Signals
}

export interface Service {
  readonly name: string
  running(): Promise<boolean>
  /** Boots the node if it is down, and starts the program. */
  start(): Promise<void>
  /** Asks the program to end, and returns when it has. */
  stop(): Promise<void>
}

export interface ExecResult {
  exitCode: number
  /** Standard output and standard error, as they came. */
  output: string
}

/** TCP packets, as one network namespace sees them pass: of a port, or all of what another host has a part in. */
export type Packets = { direction: 'in' | 'out' } & (
  | {
      /** Whether `port` is on this side of the connection or on the other. */
      end: 'near' | 'far'
      port: number
    }
  | { host: string }
)

/**
 * The network of a node (or of the proxies' host) beneath everything that it runs. Whatever is done to it meets
 * connections that are open already, and holds over a kill and a boot of the node.
 */
export interface NodeNetwork {
  /** Drops packets, silently and each with the chance of `percent`. */
  drop(packets: readonly Packets[], percent: number): Promise<Disturbance>
  /** Sends whatever goes to `host` nowhere. */
  blackhole(host: string): Promise<Disturbance>
  /** Takes the interface down, and with it the harness's own way to the service. */
  down(): Promise<Disturbance>
  /** Takes the node off its network, as if its cable were pulled. */
  disconnect(): Promise<Disturbance>
  /** Shapes everything that the node sends; the words of `tc qdisc` for one discipline, as `netem delay 50ms`. */
  shape(discipline: readonly string[]): Promise<Disturbance>
}

/** What leads a node to a disk's server: its address, or the path of its socket on that very node. */
export interface DiskSource {
  server: Endpoint | { socket: string }
  /** What the node calls itself there. */
  as: string
}

/** The disks that a node has mounted. A kill takes them all down, and a boot brings none back. */
export interface NodeDisks {
  /** Makes an empty file system on a disk that nobody has mounted. */
  format(disk: DiskSource): Promise<void>
  /** Has the file system of a disk that nobody has mounted put right as far as it can be; what was said of it. */
  repair(disk: DiskSource): Promise<string>
  /** Mounts the file system of a disk at a folder, which the services' user owns; repairs its journal as after a crash. */
  mount(disk: DiskSource, folder: string): Promise<void>
  /** Writes out what is cached and lets go of the disk; safe where nothing is mounted. A file in use is an error. */
  unmount(folder: string): Promise<void>
  /** Whether something is mounted there. */
  mounted(folder: string): Promise<boolean>
  /** Has everything on the node stand still that may wait for a disk until it is killed, and what serves disks go on. */
  standStill(): Promise<void>
}

/**
 * One machine of a cluster. It boots without its services, so that a data directory can be made or cloned first; a
 * service is started by itself, and `kill` takes everything down.
 */
export interface Node extends AsyncDisposable {
  readonly name: string
  /** The node's own folder, as its commands see it. */
  readonly home: string
  /** Where a service is to listen, and where the other nodes (and the links) reach it; its first port, or one by name. */
  address(port?: string): Endpoint
  /** Where the harness itself reaches it, past every link. */
  endpoint(port?: string): Endpoint
  /** Where the runtime can change it: see the capabilities that speak of packets and networks. */
  readonly network?: NodeNetwork
  /** Where the runtime can mount disks on it: see the capability `disks`. */
  readonly disks?: NodeDisks
  /** True while a service or anything else of this node is alive. */
  running(): Promise<boolean>
  /** Boots the node if it is down, without its services. */
  boot(): Promise<void>
  /** A service of this node, which does not start by itself; the same one for the same name. */
  service(spec: ServiceSpec): Service
  /**
   * Has a service of any kind started with each boot from now on, and stopped as the others are: before those that were
   * there before it. Absent where a node can mount no disks.
   */
  onBoot?(service: Service): void
  /**
   * Runs a command to its end in `home`, as the services' user; a non-zero exit code is an answer, not an error.
   * Everybody on the machine can read `argv`; a secret goes into `input`, the command's standard input.
   */
  exec(argv: string[], input?: string): Promise<ExecResult>
  /** Shuts the node down: its services are stopped, and then it is down. */
  stop(): Promise<void>
  /** Ends every process of the node at once, without a warning to any. */
  kill(): Promise<void>
  pause(): Promise<void>
  /** Whether everything of it is there and stands still. */
  frozen(): Promise<boolean>
  resume(): Promise<void>
  /**
   * Has a disk at this node, in its folder by the disk's name, until it is detached; an error while another node has it.
   * Absent where each of its disks is at a node for good, whoever else has it.
   */
  attach?(disk: string): Promise<void>
  /** Gives a disk back that is at this node; an error while a process lives on it. */
  detach?(disk: string): Promise<void>
  /** Leaves it so many hundredths of one processor, where the runtime can. */
  limitCpu?(percent: number): Promise<Disturbance>
  /** Lets its disk read and write so many kilobytes a second, where the runtime can. */
  limitIo?(kilobytes: number): Promise<Disturbance>
  /** Has `make` fill a folder once for all runs, and says where the node finds it; absent where nothing outlives a run. */
  kept?(name: string, make: (folder: string) => Promise<void>): Promise<string>
  /** What its services have written so far, over all their starts. */
  logs(): Promise<string>
}

/** Which server the links run over: our own, the original's image, or one that the user named. */
export type ProxyServer = 'built-in' | 'image' | 'named'

/** Where a Toxiproxy server stands and how its proxies are reached. */
export interface ProxyHost {
  /** The address of its HTTP API. */
  url: string
  server: ProxyServer
  /** What the names of this run's proxies begin with, where the server may have others' too. */
  prefix: string
  /** Whether its proxies are to follow what clients say and are answered, which only a server of ours can. */
  followsClients?: boolean
  /** The network that the proxies stand in, where the runtime can change it. */
  network?: NodeNetwork
  /** Where the next proxy is to listen (`host:port`, port 0 for any). */
  listen(fromOutside: boolean): string
  /** Where the harness reaches a proxy that listens on `port`. */
  fromHarness(port: number): Endpoint
  /** Where nodes reach it. */
  fromNodes(port: number): Endpoint
}

/** A way of running nodes; everything that it starts is gone when it is disposed. */
export interface Runtime extends AsyncDisposable {
  readonly name: string
  readonly capabilities: ReadonlySet<Capability>
  /** Every node that was started, also by a start of a cluster that then failed. */
  readonly nodes: readonly Node[]
  /** The versions of what it runs, for the run's record. */
  versions(): Promise<Record<string, string>>
  start(spec: NodeSpec): Promise<Node>
  /** Starts the server that the cluster's links run over, so many of which begin outside of the cluster. */
  proxyHost(fromOutside: number): Promise<ProxyHost>
}

/** Which runtimes there are, and how each is opened for one run. */
export interface RuntimeOptions {
  runId: string
  /** The URL of a Toxiproxy server to run the links over, instead of the runtime's own. */
  toxiproxy?: string
  /** What the scenario will ask for, so that it can be made ready beforehand. */
  needs?: ReadonlySet<Capability>
}
