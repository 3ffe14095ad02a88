import assert from 'node:assert/strict'
import { test } from 'node:test'
import { streamingSettings } from './streaming.ts'

const administrator = { user: 'admin', password: 'secret', database: 'postgres' }

test('the primary has all reads unless these are balanced, and after a write unless that is off', () => {
  const told = (balances: boolean, afterWrite: 'transaction' | 'off') => {
    const settings = streamingSettings({ administrator, balances, afterWrite })
    return [settings.load_balance_mode, settings.disable_load_balance_on_write]
  }
  assert.deepEqual(told(false, 'transaction'), ['off', 'transaction'])
  assert.deepEqual(told(true, 'off'), ['on', 'off'])
})
