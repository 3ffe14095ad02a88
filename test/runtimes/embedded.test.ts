import { installedPackage } from '../../runner/runtimes/embedded/binaries.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { remains } from '../runs/embedded.ts'
import { runtimeContract } from './contract.ts'

const missing = installedPackage() === undefined && "PostgreSQL's npm binaries are not installed"

runtimeContract(
  'embedded',
  { open: (options) => openRuntime('embedded', options), remains },
  missing,
)
