import { sharedDisks } from '../runs/shared-disk.ts'

sharedDisks('embedded', false)
