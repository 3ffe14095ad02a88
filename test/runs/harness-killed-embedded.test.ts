import { killedAtASharedDisk, killedIn, phases } from './harness-killed.ts'

// Folders and the processes that live in them are all that this runtime has.
killedIn(phases, 'embedded', async () => [], false)
killedAtASharedDisk('embedded', async () => [], false)
