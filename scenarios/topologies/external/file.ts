import { z } from 'zod'
import { acts, type Act } from '../../../runner/runtimes/external/acts.ts'
import { syncModes } from '../hot-standby/options.ts'
import { wrongInAddress } from './address.ts'

const dsn = z
  .string({ error: 'takes a DSN, as postgres://user@host:5432/database' })
  .superRefine((text, { addIssue }) => {
    const message = wrongInAddress(text)
    if (message !== undefined) addIssue({ code: 'custom', message })
  })

const words = { error: 'takes a command as a list of words, such as [ssh, db1, sudo, reboot]' }
const argv = z.array(z.string(words), words).min(1, words)

const does: Record<Act, string> = {
  kill: 'ends it at once, without a warning',
  stop: 'shuts it down in order',
  start: 'starts it after kill or stop, as a standby where another is the primary by then',
  pause: 'freezes it',
  resume: 'thaws it',
  partition: 'takes it off its network',
  heal: 'has it on its network again',
  promote: 'makes it the primary, and has the others follow it',
  role: 'says primary or standby',
  logs: 'writes out its log',
}

const hooks = z.strictObject(
  Object.fromEntries(acts.map((act) => [act, argv.optional().describe(does[act])])) as Record<
    Act,
    z.ZodOptional<typeof argv>
  >,
)

const taken = ['write', 'read', 'clients', 'operator', 'primary', 'standby', 'all', 'random']
const name = z
  .string()
  .regex(/^[A-Za-z]\w*$/)
  .refine((given) => !taken.includes(given))

const node = z.strictObject(
  {
    dsn: dsn.optional().describe('leads to this very server, and to no other'),
    service: z.string().optional().describe('its service in the compose file (default: its name)'),
    hooks: hooks.optional().describe('what can be done to it, each a command as a list of words'),
  },
  { error: 'takes keys and values, as dsn: postgres://user@host:5432/database' },
)

const compose = z.strictObject({
  file: z.string().describe('whose services the nodes are'),
  project: z.string().optional().describe('its name (default: that of the file, or of its folder)'),
  engine: z.string().optional().describe('an engine on another machine, as tcp://host:2376'),
})

const timeError = 'takes a number of seconds from 1 to 600'

/** A cluster of somebody's own, as its YAML file has it. */
export const clusterFile = z
  .strictObject({
    write: dsn
      .optional()
      .describe(
        'where clients write, whoever answers there (default: to the node that is primary)',
      ),
    read: dsn.optional().describe('where clients read, which must not lead to the primary'),
    nodes: z
      .record(name, node, { error: 'takes nodes by their names, as n1: { dsn: … }' })
      .optional()
      .describe('its servers, by name: what is looked at, and what may be broken'),
    compose: compose.optional().describe('a compose project that runs'),
    sync: z
      .enum(syncModes, { error: `takes one of ${syncModes.join(', ')}` })
      .default('async')
      .describe('what its commits wait for, which it is then held to'),
    timeout: z
      .number({ error: timeError })
      .min(1, { error: timeError })
      .max(600, { error: timeError })
      .default(30)
      .describe('seconds that a hook may take'),
  })
  .superRefine(({ write, nodes = {}, compose: stack }, { addIssue }) => {
    const wrong = (path: PropertyKey[], message: string) =>
      addIssue({ code: 'custom', path, message })
    const all = Object.entries(nodes)
    if (write === undefined && !all.some(([, each]) => each.dsn !== undefined))
      wrong([], 'needs write: a DSN, or nodes with a dsn each')
    for (const [each, { dsn: own, hooks: given, service }] of all) {
      if (own === undefined && given?.role === undefined)
        wrong(
          ['nodes', each],
          'has neither dsn nor hooks.role, so that nobody could see what becomes of it',
        )
      if (service !== undefined && stack === undefined)
        wrong(['nodes', each, 'service'], 'says nothing without compose: name the compose file')
    }
  })

export type ClusterFile = z.output<typeof clusterFile>
export type NodeInFile = z.output<typeof node>
