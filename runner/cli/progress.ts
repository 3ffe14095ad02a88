import { clearLine, cursorTo } from 'node:readline'
import pc from 'picocolors'
import { faultsInForce } from '../faults-in-force.ts'
