import { SplitbrainError } from '../../../runner/errors.ts'
import type { Model } from '../model.ts'
import { counter } from './counter.ts'
import { fifoQueue } from './fifo-queue.ts'
import { growOnlySet } from './grow-only-set.ts'
import { keyValue } from './key-value.ts'
import { multiRegister } from './multi-register.ts'
import { mutex } from './mutex.ts'
import { casRegister, register } from './register.ts'
import type { RegisterOptions } from './register.ts'

/** Every model by name; the options are what peers read differently, and only registers have any. */
export const models: Record<string, (options?: RegisterOptions) => Model> = {
  register,
  'cas-register': casRegister,
  'multi-register': multiRegister,
  mutex,
  counter,
  'grow-only-set': growOnlySet,
  'fifo-queue': fifoQueue,
  'key-value': keyValue,
}

export function modelNamed(name: string, options?: RegisterOptions): Model {
  const model = models[name]
  if (!model)
    throw new SplitbrainError(
      'usage',
      `There is no model ${name}; there are ${Object.keys(models).join(', ')}.`,
    )
  return model(options)
}
