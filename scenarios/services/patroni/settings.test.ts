import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { makeRoles } from '../../databases/postgres/roles.ts'
import { settingsFile, type Member } from './settings.ts'

const member: Member = {
  name: 'n2',
  home: '/home',
  sql: { host: '10.0.0.2', port: 5432 },
  rest: { host: '10.0.0.2', port: 5433 },
  etcd: [
    { host: '10.0.0.9', port: 7001 },
    { host: '10.0.0.9', port: 7002 },
  ],
  roles: makeRoles(),
  operator: { username: 'operator', password: 'secret' },
  dynamic: {
    ttl: 20,
    loop_wait: 1,
    retry_timeout: 3,
    maximum_lag_on_failover: 1_048_576,
    synchronous_mode: 'quorum',
    synchronous_mode_strict: false,
    failsafe_mode: true,
  },
}

test('a member’s file tells where it is, how it reaches etcd, and what all are to agree on', () => {
  const file = parse(settingsFile(member))
  assert.equal(file.name, 'n2')
  assert.equal(file.postgresql.connect_address, '10.0.0.2:5432')
  assert.equal(file.restapi.connect_address, '10.0.0.2:5433')
  assert.deepEqual(file.etcd3, { hosts: ['10.0.0.9:7001', '10.0.0.9:7002'], use_proxies: true })
  const { postgresql, ...dynamic } = file.bootstrap.dcs
  assert.deepEqual(dynamic, member.dynamic)
  assert.equal(postgresql.use_pg_rewind, true)
})

test('whoever does not know the secret changes nothing, and servers know each other by theirs', () => {
  const file = parse(settingsFile(member))
  assert.deepEqual(file.restapi.authentication, member.operator)
  const { superuser, replication } = file.postgresql.authentication
  assert.equal(superuser.password, member.roles.administrator.password)
  assert.equal(replication.username, member.roles.replicator.user)
})
