/** What a runtime may or may not be able to do; a scenario says what it needs before anything starts. */
export type Capability =
  /** A node can be killed with everything on it, and booted again. */
  | 'kill'
  /** Every process of a node can be frozen and thawed. */
  | 'pause'
  /** Commands can be run on a node. */
  | 'exec'
  /** A node's commands can read and write the folders of every other node. */
  | 'shared-files'
  /** PostgreSQL's client programs (psql, pg_basebackup, pg_rewind, pgbench, …) are on every node. */
  | 'client-programs'

export interface Endpoint {
  host: string
  port: number
}

export interface NodeSpec {
  name: string
  /** The program the node exists for, run in the node's own folder; its first word is looked up on the node. */
  service: string[]
}

export interface ExecResult {
  exitCode: number
  /** Standard output and standard error, as they came. */
  output: string
}

/**
 * One machine of a cluster. It boots without its service, so that a data directory can be made or cloned first;
 * `start` runs the service and `kill` takes everything down.
 */
export interface Node extends AsyncDisposable {
  readonly name: string
  /** The node's own folder, as its commands see it. */
  readonly home: string
  /** Where the service is to listen, and where the other nodes (and the links) reach it. */
  readonly address: Endpoint
  /** Where the harness itself reaches the service, past every link. */
  readonly endpoint: Endpoint
  /** True while the service or anything else of this node is alive. */
  running(): Promise<boolean>
  /** Boots the node if it is down, and starts its service. */
  start(): Promise<void>
  /** Boots the node if it is down, without its service. */
  boot(): Promise<void>
  /** Runs a command to its end in `home`, as the service's user; a non-zero exit code is an answer, not an error. */
  exec(argv: string[]): Promise<ExecResult>
  /** SIGKILL ends every process of the node at once; any other signal goes to the service, whose end is awaited. */
  kill(signal: NodeJS.Signals): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  /** What the service has written so far, over all its starts. */
  logs(): Promise<string>
}

/** Where a Toxiproxy server stands and how its proxies are reached. */
export interface ProxyHost {
  /** The address of its HTTP API. */
  url: string
  /** Which of the three kinds of server it is, for the run's record. */
  kind: string
  /** Where the next proxy is to listen (`host:port`, port 0 for any); few ports may be open to the outside. */
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
  /** Starts the server that the cluster's links run over. */
  proxyHost(): Promise<ProxyHost>
}

/** Which runtimes there are, and how each is opened for one run. */
export interface RuntimeOptions {
  runId: string
  /** Told in one short line what takes long, as in "building the image (once, about a minute)". */
  progress(message: string): void
}
