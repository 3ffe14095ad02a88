import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Config, Core } from './core.ts'
import { watchDeadlocks } from './deadlocks.ts'
import { DecisionLog, Forgetful } from './decision-log.ts'
import { openDoor } from './door.ts'
import { PREFIX, Resolver } from './resolver.ts'
import { Turns } from './turns.ts'

const [, , configFile, logFile] = process.argv

try {
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as Config
  const decisions = config.log === 'on' ? await DecisionLog.open(logFile) : new Forgetful()
  const core: Core = {
    config,
    decisions,
    turns: new Turns(),
    begun: 0,
    prefix: `${PREFIX}${randomBytes(4).toString('hex')}`,
    active: new Map(),
    tell: (line) => console.log(line),
    owe: (server, pid) => resolver?.owe(server, pid),
  }
  const resolver = config.recovery === 'on' ? new Resolver(core) : undefined
  let isReady = false
  await openDoor(core, () => isReady)
  await resolver?.recover()
  isReady = true
  console.log('ready: nothing is in doubt')
  await watchDeadlocks(core)
} catch (error) {
  console.error(`coordinator: ${(error as Error).message}`)
  process.exit(1)
}
