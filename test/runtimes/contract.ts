import assert from 'node:assert/strict'
import { connect as connectSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Links } from '../../runner/network/links.ts'
import type { Endpoint, Node, Runtime, RuntimeOptions } from '../../runner/runtimes/runtime.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import { makeRoles } from '../../scenarios/databases/postgres/roles.ts'
import { PostgresServer } from '../../scenarios/databases/postgres/server.ts'

const roles = makeRoles()
const credentials = roles.administrator

/** Greets whoever connects with its name. */
const speaks = `use IO::Socket::INET; $| = 1;
my ($host, $port, $name) = @ARGV;
$SIG{TERM} = sub { print "$name ended by TERM\\n"; exit };
my $server = IO::Socket::INET->new(LocalAddr => $host, LocalPort => $port, Listen => 5, ReuseAddr => 1) or die $!;
while (my $client = $server->accept) { print $client $name; close $client }`

/** What somebody says first, however long he takes to be there. */
async function heard(endpoint: Endpoint): Promise<string> {
  for (;;) {
    const said = await text(connectSocket(endpoint)).catch(() => '')
    if (said !== '') return said
    await sleep(20)
  }
}

export interface Subject {
  open(options: RuntimeOptions & { progress(message: string): void }): Promise<Runtime>
  /** What is left of a run on this machine, a line each. */
  remains(runId: string): Promise<string[]>
}

/** What every runtime must do, tried with PostgreSQL as the service of two nodes. */
export function runtimeContract(name: string, subject: Subject, skip: string | false): void {
  const title = `${name} runtime`
  if (skip) return void test(title, { skip })
  suite(title, () => {
    const runId = `contract-${name}-${process.pid}`
    let runtime: Runtime
    let first: PostgresServer
    let second: PostgresServer
    let node: Node

    before(async () => {
      runtime = await subject.open({ runId, progress: console.log })
      const nodes = await Promise.all(
        ['n1', 'n2'].map((each) => runtime.start({ name: each, ports: ['sql'] })),
      )
      ;[first, second] = nodes.map((each) => new PostgresServer(each, roles))
      node = first.node
    })

    after(async () => {
      first?.disconnect()
      second?.disconnect()
      await runtime?.[Symbol.asyncDispose]()
    })

    test('versions name the database', async () => {
      assert.match((await runtime.versions()).postgresql, /^1[78]\.\d+/)
    })

    test('a node boots without its service', async () => {
      await node.boot()
      await assert.rejects(first.connect())
      await first.initialize()
      await assert.rejects(first.connect())
    })

    test('start runs the service, which the harness reaches', async () => {
      await first.start()
      assert.equal(await node.running(), true)
      assert.deepEqual(await first.query('SELECT 1 AS one'), [{ one: 1 }])
    })

    test("exec runs as the service's user in the node's folder", async () => {
      const { output } = await node.exec(['sh', '-c', 'pwd; test "$(id -u)" -ne 0 && ls'])
      assert.match(output, new RegExp(`^${node.home}\n(.*\n)*data(\n|$)`))
    })

    test('exec gives the exit code and both outputs', async () => {
      const { exitCode, output } = await node.exec(['sh', '-c', 'echo out; echo err >&2; exit 7'])
      assert.equal(exitCode, 7)
      assert.deepEqual(output.trim().split('\n').toSorted(), ['err', 'out'])
    })

    test('exec passes arguments as they are', async () => {
      const argument = `a 'b' "c" $HOME\n\\ ä`
      const { output } = await node.exec(['sh', '-c', 'printf %s "$1"', 'sh', argument])
      assert.equal(output, argument)
    })

    test('exec gives a command its input, and none where it is given none', async () => {
      const input = `a 'b' $HOME\n\\ ä`.repeat(10_000)
      assert.deepEqual(await node.exec(['cat'], input), { exitCode: 0, output: input })
      assert.deepEqual(await node.exec(['cat'], ''), { exitCode: 0, output: '' })
      assert.deepEqual(await node.exec(['cat']), { exitCode: 0, output: '' })
    })

    test("neither commands nor the service see the harness's environment", async (t) => {
      process.env.PGOPTIONS = '-c synchronous_commit=off'
      t.after(() => delete process.env.PGOPTIONS)
      const third = await runtime.start({ name: 'n3', ports: [] })
      await using _ = third
      const argv = ['sh', '-c', 'env; exec sleep 60']
      await third.service({ name: 'telling', argv, stopSignal: 'SIGTERM' }).start()
      const { output } = await third.exec(['env'])
      while (!(await third.logs()).includes('LC_ALL=')) await sleep(20)
      for (const seen of [output, await third.logs()]) {
        assert.match(seen, /^LC_ALL=C$/m)
        assert.doesNotMatch(seen, /^(PG|npm_|NODE|TMPDIR)/m)
      }
    })

    test('a node has several services, each on a port of its own and ended by itself', async () => {
      await using third = await runtime.start({ name: 'n4', ports: ['one', 'two'] })
      const [one, two] = ['one', 'two'].map((each) => {
        const { host, port } = third.address(each)
        const argv = ['perl', '-e', speaks, host, String(port), each]
        return third.service({ name: each, argv, stopSignal: 'SIGTERM' })
      })
      assert.deepEqual([await one.running(), await two.running()], [false, false])
      await Promise.all([one.start(), two.start()])
      assert.equal(await heard(third.endpoint('one')), 'one')
      assert.equal(await heard(third.endpoint('two')), 'two')
      assert.equal(third.service({ name: 'one', argv: [], stopSignal: 'SIGTERM' }), one)
      assert.throws(() => third.address('three'), { code: 'usage' })

      await one.stop()
      assert.deepEqual([await one.running(), await two.running()], [false, true])
      assert.equal(await third.running(), true)
      assert.equal(await heard(third.endpoint('two')), 'two')
      await one.start()
      assert.equal(await heard(third.endpoint('one')), 'one')
      assert.match(await third.logs(), /one ended by TERM/)

      await third.kill()
      assert.deepEqual([await one.running(), await two.running()], [false, false])
    })

    test("a session has the server's settings, not those of the harness's environment", async (t) => {
      process.env.PGOPTIONS = '-c synchronous_commit=off'
      process.env.PGSSLMODE = 'require'
      t.after(() => {
        delete process.env.PGOPTIONS
        delete process.env.PGSSLMODE
      })
      const session = await first.connect()
      const { rows } = await session.query('SHOW synchronous_commit')
      assert.deepEqual(rows, [{ synchronous_commit: 'on' }])
      await session.end()
    })

    test('exec of a program that is not there is an error', async () => {
      await assert.rejects(node.exec(['no-such-program']), /Node n1 can't run no-such-program/)
    })

    test('another node reaches the address', async () => {
      await second.initialize()
      await second.start()
      await first.query('CREATE EXTENSION postgres_fdw')
      const { host, port } = second.node.address()
      await first.query(`CREATE SERVER n2 FOREIGN DATA WRAPPER postgres_fdw
        OPTIONS (host '${host}', port '${port}', dbname 'postgres')`)
      await first.query(`CREATE USER MAPPING FOR CURRENT_USER SERVER n2
        OPTIONS (user 'splitbrain', password '${credentials.password}')`)
      await second.query('CREATE TABLE there AS SELECT 42 AS answer')
      await first.query(
        "CREATE FOREIGN TABLE there (answer int) SERVER n2 OPTIONS (table_name 'there')",
      )
      assert.deepEqual(await first.query('SELECT answer FROM there'), [{ answer: 42 }])
    })

    test('links lead from the harness and from nodes to a node', async () => {
      const links = await Links.connect(
        await runtime.proxyHost(1),
        [node, second.node],
        [
          { from: 'clients', to: 'n2', group: 'clients' },
          { from: 'n1', to: 'n2', group: 'replication' },
        ],
      )
      const fromHarness = links.between('clients', 'n2')
      const client = await connect({ endpoint: fromHarness.endpoint, credentials, timeoutMs: 5000 })
      await client.query('SELECT 1')
      hangUp(client)

      const fromNode = links.between('n1', 'n2')
      const { host, port } = fromNode.endpoint
      await first.query(`ALTER SERVER n2 OPTIONS (SET host '${host}', SET port '${port}')`)
      assert.deepEqual(await first.query('SELECT answer FROM there'), [{ answer: 42 }])

      const { undo } = await links.cut([fromHarness])
      const cut = connect({ endpoint: fromHarness.endpoint, credentials, timeoutMs: 300 })
      await assert.rejects(cut, /timeout/)
      await undo()
      hangUp(await connect({ endpoint: fromHarness.endpoint, credentials, timeoutMs: 5000 }))
    })

    test('pause freezes, resume thaws', async () => {
      const session = await first.connect()
      await node.pause()
      await node.pause()
      let answered = false
      const answer = session.query('SELECT 1').then(() => (answered = true))
      await sleep(500)
      assert.equal(answered, false)
      await node.resume()
      await node.resume()
      await answer
      hangUp(session)
    })

    test('kill -9 ends everything, busy children too, and a start brings back what was committed', async () => {
      await first.query('CREATE TABLE kept AS SELECT 1 AS row')
      const busy = await first.connect()
      const endless = assert.rejects(busy.query('SELECT count(*) FROM generate_series(1, 1e12)'))
      await sleep(100)
      first.disconnect()
      await node.kill()
      await endless
      assert.equal(await node.running(), false)
      await assert.rejects(first.connect())
      await node.boot()
      await assert.rejects(first.connect())
      await first.start()
      assert.deepEqual(await first.query('SELECT row FROM kept'), [{ row: 1 }])
    })

    test('kill -9 ends a paused node', async () => {
      first.disconnect()
      await node.pause()
      await node.kill()
      assert.equal(await node.running(), false)
      await first.start()
    })

    test('what is down can be killed, paused and resumed without harm', async () => {
      first.disconnect()
      await node.kill()
      await node.kill()
      await node.pause()
      await node.resume()
      assert.equal(await node.running(), false)
      await first.start()
    })

    test('a stop ends the service cleanly, and then the node', async () => {
      first.disconnect()
      await node.stop()
      assert.equal(await node.running(), false)
      assert.match(await node.logs(), /received fast shutdown request/)
      assert.match(await node.logs(), /database system is shut down/)
    })

    test('the log goes on over all starts', async () => {
      await first.start()
      const starts = (await node.logs()).match(/starting PostgreSQL/g) ?? []
      assert.equal(starts.length, 5)
    })

    test('dispose leaves nothing', async () => {
      assert.notDeepEqual(await subject.remains(runId), [])
      first.disconnect()
      second.disconnect()
      await runtime[Symbol.asyncDispose]()
      assert.deepEqual(await subject.remains(runId), [])
    })
  })
}
