import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { withoutSecrets } from '../../../runner/secrets.ts'
import { addressOf, wrongInAddress } from './address.ts'

process.env.OWN_PASSWORD = 'p@ss:w/ord'
after(() => delete process.env.OWN_PASSWORD)

test('a DSN is read, with a password from the environment that has any signs in it', () => {
  const address = addressOf('postgres://app:${OWN_PASSWORD}@db.example:6000/shop?sslmode=require')
  assert.deepEqual(address.endpoint, { host: 'db.example', port: 6000 })
  assert.deepEqual(address.credentials, {
    user: 'app',
    password: 'p@ss:w/ord',
    database: 'shop',
    tls: { servername: 'db.example', rejectUnauthorized: false },
  })
  assert.equal(address.told, 'postgres://app@db.example:6000/shop')
  const usual = addressOf('mariadb://root@127.0.0.1')
  assert.equal(usual.protocol, 'mysql')
  assert.deepEqual(usual.endpoint, { host: '127.0.0.1', port: 3306 })
})

test('what others say of a password is not kept', () => {
  addressOf('postgres://app:hunter%2F2@db')
  assert.equal(withoutSecrets('with hunter/2 or hunter%2F2'), 'with *** or ***')
})

test('what is no DSN is told without a word of it', () => {
  const of = (text: string, message: RegExp) => {
    const wrong = wrongInAddress(text)
    assert.match(wrong!, message)
    assert.doesNotMatch(wrong!, /secret/)
  }
  of('host=db password=secret', /^takes a DSN such as/)
  of('postgres://a:se#cret@db', /^takes a DSN|^names no user/)
  of('http://a:secret@db', /^takes a DSN/)
  of('postgres://db:5432/app', /^names no user/)
  of('postgres://a:secret@db?sslmode=prefer', /^takes sslmode=disable, require, verify-full/)
  of('postgres://a:secret@db?target=x', /^has the parameter target/)
  of('postgres://a:${NO_SUCH_WORD}@db', /^names \$\{NO_SUCH_WORD\}, which is not in the environ/)
  of('postgres://a:${PGPASSWORD}@db', /give it another name/)
  assert.equal(wrongInAddress('postgres://a:b@[::1]:5432/x'), undefined)
})
