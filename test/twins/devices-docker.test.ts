import { devices, others } from '../runs/devices.ts'
import { skipDevices } from '../runs/device-here.ts'

devices(others, skipDevices)
