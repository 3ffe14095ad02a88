import { devices, quick } from './devices.ts'
import { whyNoDisks } from './docker.ts'

devices(quick, await whyNoDisks())
