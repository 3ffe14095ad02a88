import { topologies } from '../../scenarios/catalog.ts'
import { remains } from '../runs/embedded.ts'
import { topologyContract } from './contract.ts'

for (const topology of topologies) topologyContract(topology, { runtime: 'embedded', remains })
