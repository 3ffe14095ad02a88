import { z } from 'zod'
import { allOf } from '../../runner/disturbance.ts'
import { bothStreams, type Poison } from '../../runner/network/link.ts'
import { CLIENTS } from './clients.ts'
import { faultKind } from './kind.ts'
import { linksAt, nodesOf } from './targets.ts'

const frozen: Poison = { type: 'bandwidth', attributes: { rate: 0 } }

/** As when clients' machine stops for a while: nothing is lost, nobody hangs up, and what was on its way arrives later. */
export const freezeClients = faultKind({
  verb: 'freeze-clients',
  about:
    'clients stand still: nothing that they send or are sent gets on, no connection is closed, and all of it arrives once they go on',
  target: 'none',
  settings: z.strictObject({}),
  reaches: (_, { links }) => links.some(({ from }) => from === CLIENTS),
  make: () => ({
    needs: [],
    async inject({ cluster, random }) {
      const links = linksAt(CLIENTS, cluster, random)
      const held = await allOf(links.map((link) => link.poison(frozen, bothStreams, 'frozen')))
      const detail = { links: links.map(({ name }) => name) }
      return { nodes: nodesOf(links, cluster), ...held, detail }
    },
  }),
})
