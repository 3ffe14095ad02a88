import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { engine } from '../../runner/runtimes/docker/engine.ts'
import { ensureImages } from '../../runner/runtimes/docker/images.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import { answers, containerOf, servicesIn, startComposed, type Service } from './composed.ts'

const PASSWORD = 'hunter/2 of:our@own'
const engineExec = fileURLToPath(new URL('./engine-exec.ts', import.meta.url))
const documented = (name: string) =>
  readFileSync(new URL(`../../docs/external/${name}.yaml`, import.meta.url), 'utf8')

interface ClusterContent {
  compose: { file: string }
  nodes: Record<string, { dsn: string; hooks?: { promote: string[] } }>
  sync?: string
}

/** A compose file's services and the cluster file that names them, before each has a port of its own. */
interface Kind {
  needs: readonly Capability[]
  services(given: Record<string, string>): Record<string, Service>
  cluster(): ClusterContent
}

const maria = (
  id: number,
  more = '',
) => `[ -d /tmp/data ] || cp -a /var/lib/galera/template /tmp/data
exec mariadbd --no-defaults --datadir=/tmp/data --socket=/tmp/socket --bind-address=0.0.0.0 \
  --innodb-log-file-size=16M --log-bin --server-id=${id} --init-file=/tmp/init.sql ${more}`

const mariaService = (script: string, own: string): Service => ({
  image: 'mariadb',
  init: true,
  environment: { OWN: own },
  entrypoint: ['bash', '-c', script],
  ports: ['127.0.0.1:3306:3306'],
})

const kinds = {
  /** Those of docs/external, as they stand there. */
  postgres: {
    needs: [],
    services: (given) => servicesIn(documented('stack'), given),
    cluster: () => parse(documented('compose')),
  },
  mariadb: {
    needs: ['mariadb'],
    services: ({ DB_PASSWORD: own }) => ({
      db1: mariaService(
        `cat > /tmp/init.sql << END
CREATE USER IF NOT EXISTS own@'%' IDENTIFIED BY '$OWN';
GRANT ALL ON *.* TO own@'%';
CREATE USER IF NOT EXISTS copier@'%' IDENTIFIED BY '$OWN';
GRANT REPLICATION SLAVE ON *.* TO copier@'%';
END
${maria(1)}`,
        own,
      ),
      db2: mariaService(
        `cat > /tmp/init.sql << END
CHANGE MASTER TO MASTER_HOST='db1', MASTER_USER='copier', MASTER_PASSWORD='$OWN', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos;
START SLAVE;
END
${maria(2, '--read-only')}`,
        own,
      ),
    }),
    cluster: () => {
      const dsn = 'mysql://own:${DB_PASSWORD}@127.0.0.1:3306/'
      return { compose: { file: 'stack.yaml' }, nodes: { db1: { dsn }, db2: { dsn } } }
    },
  },
} satisfies Record<string, Kind>

export interface Stack extends AsyncDisposable {
  /** The cluster file, beside its compose file. */
  file: string
  /** Where each service's server answers. */
  dsns: Record<string, string>
}

export interface StackWords {
  /** Whose confirmation its commits wait for (synchronous_standby_names), which its file then promises. */
  syncNames?: string
  /** Whether its standbys can be promoted. */
  promotes?: boolean
}

/**
 * A primary and a standby in containers as compose would have started them, whose labels they have: no compose program is
 * needed to find them, and none may be here.
 */
export async function startStack(
  name: keyof typeof kinds = 'postgres',
  { syncNames, promotes = false }: StackWords = {},
): Promise<Stack> {
  process.env.DB_PASSWORD = PASSWORD
  await using things = new AsyncDisposableStack()
  const docker = await engine()
  const kind: Kind = kinds[name]
  const { nodes: image } = await ensureImages(() => {}, new Set(kind.needs))
  const project = `own${name}${process.pid}`
  const folder = await mkdtemp(join(tmpdir(), 'splitbrain-stack-'))
  things.defer(() => rm(folder, { recursive: true }))
  const services = kind.services({ DB_PASSWORD: PASSWORD, SYNC_NAMES: syncNames ?? '' })
  const cluster = kind.cluster()
  for (const [node, service] of Object.entries(services)) {
    const port = String(randomInt(20_000, 30_000))
    const own = cluster.nodes[node]
    const [at, documentedPort, inside] = service.ports[0].split(':')
    own.dsn = own.dsn.replace(`:${documentedPort}/`, `:${port}/`)
    Object.assign(service, { image, ports: [`${at}:${port}:${inside}`] })
    own.hooks = promotes ? inProject(own.hooks!, containerOf(project, node)) : undefined
  }
  if (syncNames !== undefined) cluster.sync = 'on'
  things.use(await startComposed(docker, project, services))
  for (const { dsn } of Object.values(cluster.nodes)) await answers(dsn)
  await writeFile(join(folder, cluster.compose.file), stringify({ name: project, services }))
  const file = join(folder, 'own.yaml')
  await writeFile(file, stringify(cluster))
  const dsns = Object.fromEntries(
    Object.entries(cluster.nodes).map(([node, { dsn }]) => [node, dsn]),
  )
  const owned = things.move()
  return { file, dsns, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** What docs/external says of its project's container said of this one, by no program of the engine's. */
function inProject({ promote: [docker, exec, , ...words] }: { promote: string[] }, name: string) {
  if (docker !== 'docker' || exec !== 'exec') throw new Error('the documented hook is another one')
  return { promote: [process.execPath, engineExec, name, ...words] }
}
