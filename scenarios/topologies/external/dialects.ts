import type { Protocol } from './address.ts'
import type { Dialect } from './dialect.ts'
import { mysql } from './mysql.ts'
import { postgres } from './postgres.ts'

export const dialects: Record<Protocol, Dialect> = { postgres, mysql }
