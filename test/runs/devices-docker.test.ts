import { devices, quick } from './devices.ts'
import { skipDevices } from './device-here.ts'

devices(quick, skipDevices)
