import { devices, others } from '../runs/devices.ts'
import { whyNoDisks } from '../runs/docker.ts'

devices(others, await whyNoDisks())
