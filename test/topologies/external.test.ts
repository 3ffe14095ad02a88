import { after } from 'node:test'
import { readCluster } from '../../cli/cluster-file.ts'
import { external } from '../../scenarios/topologies/external/external.ts'
import { startOwnServers } from '../external/own-servers.ts'
import { topologyContract } from './contract.ts'

const own = await startOwnServers()
after(() => own[Symbol.asyncDispose]())
const { cluster, description } = await readCluster(own.file)

topologyContract(external, {
  runtime: 'external',
  open: () => cluster.open({ followsClients: false }),
  remains: () => own.schemas(),
  words: { cluster: description },
})
