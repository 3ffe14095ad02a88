import { randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { engine, removeContainer } from '../../runner/runtimes/docker/engine.ts'
import { ensureImages } from '../../runner/runtimes/docker/images.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'

const PASSWORD = 'hunter/2 of:our@own'
const START_LIMIT_MS = 60_000

/** What each container runs, from its first start or from a later one. */
const primary = `[ -s /tmp/data/PG_VERSION ] || {
  initdb --no-sync --auth=scram-sha-256 --username=own --pwfile=/dev/stdin --pgdata=/tmp/data <<< "$OWN"
  echo 'host all all all scram-sha-256' >> /tmp/data/pg_hba.conf
  echo 'host replication all all scram-sha-256' >> /tmp/data/pg_hba.conf
}
exec postgres -D /tmp/data -c listen_addresses='*' -c unix_socket_directories=/tmp`
const standby = `export PGPASSWORD="$OWN"
[ -s /tmp/data/PG_VERSION ] || until pg_basebackup --host=db1 --username=own --pgdata=/tmp/data --write-recovery-conf --checkpoint=fast
do rm -rf /tmp/data; sleep 0.3; done
exec postgres -D /tmp/data -c listen_addresses='*' -c unix_socket_directories=/tmp`

export interface Stack extends AsyncDisposable {
  /** The cluster file, beside its compose file. */
  file: string
}

/**
 * A primary and a standby in containers as compose would have started them, whose labels they have: no compose program is
 * needed to find them, and none may be here.
 */
export async function startStack(): Promise<Stack> {
  const things = new AsyncDisposableStack()
  const docker = await engine()
  const { postgres: image } = await ensureImages(() => {})
  const project = `own${process.pid}`
  const network = await docker.createNetwork({ Name: `${project}_default` })
  things.defer(() => network.remove())
  const folder = await mkdtemp(join(tmpdir(), 'splitbrain-stack-'))
  things.defer(() => rm(folder, { recursive: true }))
  const services = { db1: primary, db2: standby }
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
      ExposedPorts: { '5432/tcp': {} },
      HostConfig: {
        NetworkMode: `${project}_default`,
        Init: true,
        PortBindings: { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
      },
      NetworkingConfig: { EndpointsConfig: { [`${project}_default`]: { Aliases: [service] } } },
    })
    things.defer(() => removeContainer(docker, container.id))
    await container.start()
    nodes[service] = { dsn: `postgres://own:\${OWN_PASSWORD}@127.0.0.1:${port}/postgres` }
    await answers(port)
  }
  const composed = Object.fromEntries(Object.keys(services).map((each) => [each, { image }]))
  await writeFile(join(folder, 'stack.yaml'), stringify({ name: project, services: composed }))
  const file = join(folder, 'own.yaml')
  await writeFile(file, stringify({ compose: { file: 'stack.yaml' }, nodes }))
  process.env.OWN_PASSWORD = PASSWORD
  return { file, [Symbol.asyncDispose]: () => things.disposeAsync() }
}

async function answers(port: number): Promise<void> {
  const end = performance.now() + START_LIMIT_MS
  const endpoint = { host: '127.0.0.1', port }
  const credentials = { user: 'own', password: PASSWORD, database: 'postgres' }
  for (;;) {
    const client = await connect({ endpoint, credentials, timeoutMs: 2_000 }).catch(() => undefined)
    if (client !== undefined) return hangUp(client)
    if (performance.now() > end) throw new Error(`nobody answers at port ${port}`)
    await sleep(200)
  }
}
