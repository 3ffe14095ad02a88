import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsFile } from './settings.ts'
import { standingsIn } from './standings.ts'

test('each listener has its port, its question and its servers, which may be asked elsewhere', () => {
  const at = (port: string) => ({ host: '10.0.0.9', port: port === 'stats' ? 9000 : 5000 })
  const file = settingsFile(
    [
      {
        name: 'primary',
        check: ['option httpchk OPTIONS /primary'],
        servers: [
          {
            name: 'n1',
            host: '10.0.0.1',
            port: 5432,
            checkedAt: { host: '10.0.0.1', port: 8008 },
          },
          { name: 'n2', host: '10.0.0.2', port: 5432, backupLike: 'writes/n2' },
        ],
      },
    ],
    at,
    'stats',
  )
  const lines = file.split('\n')
  assert.deepEqual(lines.slice(lines.indexOf('listen primary')), [
    'listen primary',
    '  bind 10.0.0.9:5000',
    '  balance roundrobin',
    '  option httpchk OPTIONS /primary',
    '  server n1 10.0.0.1:5432 check addr 10.0.0.1 port 8008',
    '  server n2 10.0.0.2:5432 track writes/n2 backup',
    'frontend stats',
    '  mode http',
    '  bind 10.0.0.9:9000',
    '  stats enable',
    '  stats uri /',
    '',
  ])
})

test('what it tells of servers, and of nothing else', () => {
  const csv = [
    '# pxname,svname,status,type,check_status,',
    'writes,FRONTEND,OPEN,0,,',
    'writes,n1,UP,2,L7OK,',
    'writes,n2,DOWN,2,* L7STS,',
    'reads,n1,UP 1/2,2,INI,',
    'reads,n2,UP,2,* INI,',
    'reads,n1-backup,UP,2,,',
    'reads,BACKEND,UP,1,,',
    '',
  ].join('\n')
  const seen = standingsIn(csv).map(({ listener, server, up, asked }) =>
    [listener, server, up ? 'up' : 'down', asked ? 'asked' : 'not yet'].join(' '),
  )
  assert.deepEqual(seen, [
    'writes n1 up asked',
    'writes n2 down asked',
    'reads n1 up not yet',
    'reads n2 up not yet',
    'reads n1-backup up asked',
  ])
})
