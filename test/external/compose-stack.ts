import { randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { engine, removeContainer } from '../../runner/runtimes/docker/engine.ts'
import { ensureImages } from '../../runner/runtimes/docker/images.ts'
import type { Capability } from '../../runner/runtimes/runtime.ts'
import { addressOf } from '../../scenarios/topologies/external/address.ts'
import { dialects } from '../../scenarios/topologies/external/dialects.ts'

const PASSWORD = 'hunter/2 of:our@own'
const START_LIMIT_MS = 60_000

/** What a service's container runs, from its first start and from each later one. */
interface Kind {
  scheme: string
  port: number
  database: string
  needs: readonly Capability[]
  services: Record<'db1' | 'db2', string>
}

const pg = "exec postgres -D /tmp/data -c listen_addresses='*' -c unix_socket_directories=/tmp"
const maria = (
  id: number,
  more = '',
) => `[ -d /tmp/data ] || cp -a /var/lib/galera/template /tmp/data
exec mariadbd --no-defaults --datadir=/tmp/data --socket=/tmp/socket --bind-address=0.0.0.0 \
  --innodb-log-file-size=16M --log-bin --server-id=${id} --init-file=/tmp/init.sql ${more}`

const kinds: Record<'postgres' | 'mariadb', Kind> = {
  postgres: {
    scheme: 'postgres',
    port: 5432,
    database: 'postgres',
    needs: [],
    services: {
      db1: `[ -s /tmp/data/PG_VERSION ] || {
  initdb --no-sync --auth=scram-sha-256 --username=own --pwfile=/dev/stdin --pgdata=/tmp/data <<< "$OWN"
  echo 'host all all all scram-sha-256' >> /tmp/data/pg_hba.conf
  echo 'host replication all all scram-sha-256' >> /tmp/data/pg_hba.conf
}
${pg}`,
      db2: `export PGPASSWORD="$OWN"
[ -s /tmp/data/PG_VERSION ] || until pg_basebackup --host=db1 --username=own --pgdata=/tmp/data --write-recovery-conf --checkpoint=fast
do rm -rf /tmp/data; sleep 0.3; done
${pg}`,
    },
  },
  mariadb: {
    scheme: 'mysql',
    port: 3306,
    database: '',
    needs: ['mariadb'],
    services: {
      db1: `cat > /tmp/init.sql << END
CREATE USER IF NOT EXISTS own IDENTIFIED BY '$OWN';
GRANT ALL ON \`splitbrain\\_%\`.* TO own;
CREATE USER IF NOT EXISTS copier IDENTIFIED BY '$OWN';
GRANT REPLICATION SLAVE ON *.* TO copier;
END
${maria(1)}`,
      db2: `cat > /tmp/init.sql << END
CHANGE MASTER TO MASTER_HOST='db1', MASTER_USER='copier', MASTER_PASSWORD='$OWN', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos;
START SLAVE;
END
${maria(2, '--read-only')}`,
    },
  },
}

export interface Stack extends AsyncDisposable {
  /** The cluster file, beside its compose file. */
  file: string
}

/**
 * A primary and a standby in containers as compose would have started them, whose labels they have: no compose program is
 * needed to find them, and none may be here.
 */
export async function startStack(kind: keyof typeof kinds = 'postgres'): Promise<Stack> {
  process.env.OWN_PASSWORD = PASSWORD
  const things = new AsyncDisposableStack()
  const docker = await engine()
  const { scheme, port: inside, database, needs, services } = kinds[kind]
  const { nodes: image } = await ensureImages(() => {}, new Set(needs))
  const project = `own${kind}${process.pid}`
  const network = await docker.createNetwork({ Name: `${project}_default` })
  things.defer(() => network.remove())
  const folder = await mkdtemp(join(tmpdir(), 'splitbrain-stack-'))
  things.defer(() => rm(folder, { recursive: true }))
  const nodes: Record<string, { dsn: string }> = {}
  for (const [service, script] of Object.entries(services)) {
    const port = randomInt(20_000, 30_000)
    const container = await docker.createContainer({
      name: `${project}-${service}-1`,
      Image: image,
      Entrypoint: ['bash', '-c', script],
      Env: [`OWN=${PASSWORD}`],
      Labels: {
        'com.docker.compose.project': project,
        'com.docker.compose.service': service,
        'com.docker.compose.oneoff': 'False',
      },
      ExposedPorts: { [`${inside}/tcp`]: {} },
      HostConfig: {
        NetworkMode: `${project}_default`,
        Init: true,
        PortBindings: { [`${inside}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
      },
      NetworkingConfig: { EndpointsConfig: { [`${project}_default`]: { Aliases: [service] } } },
    })
    things.defer(() => removeContainer(docker, container.id))
    await container.start()
    const dsn = `${scheme}://own:\${OWN_PASSWORD}@127.0.0.1:${port}/${database}`
    nodes[service] = { dsn }
    await answers(dsn)
  }
  const composed = Object.fromEntries(Object.keys(services).map((each) => [each, { image }]))
  await writeFile(join(folder, 'stack.yaml'), stringify({ name: project, services: composed }))
  const file = join(folder, 'own.yaml')
  await writeFile(file, stringify({ compose: { file: 'stack.yaml' }, nodes }))
  return { file, [Symbol.asyncDispose]: () => things.disposeAsync() }
}

/** Returns when a server lets its user in. */
async function answers(dsn: string): Promise<void> {
  const end = performance.now() + START_LIMIT_MS
  const address = addressOf(dsn)
  const server = dialects[address.protocol].server(address)
  for (;;) {
    const failure = await server.ask().then(
      () => undefined,
      (error: Error) => error,
    )
    server.disconnect()
    if (failure === undefined) return
    if (performance.now() > end) throw failure
    await sleep(200)
  }
}
