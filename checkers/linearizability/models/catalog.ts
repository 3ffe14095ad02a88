import { SplitbrainError } from '../../../history/errors.ts'
import type { Model } from '../model.ts'
import { counter } from './counter.ts'
import { fifoQueue } from './fifo-queue.ts'
import { growOnlySet } from './grow-only-set.ts'
import { keyValue } from './key-value.ts'
import { multiRegister } from './multi-register.ts'
import { mutex } from './mutex.ts'
import type { MutexOptions } from './mutex.ts'
import { casRegister, register } from './register.ts'
import type { RegisterOptions } from './register.ts'

/** What can be asked of some model. */
export type ModelOptions = RegisterOptions & MutexOptions

/** Every model by name; the options are what is read differently elsewhere. */
export const models: Record<string, (options?: ModelOptions) => Model> = {
  register,
  'cas-register': casRegister,
  'multi-register': multiRegister,
  mutex,
  counter,
  'grow-only-set': growOnlySet,
  'fifo-queue': fifoQueue,
  'key-value': keyValue,
}

export function modelNamed(name: string, options?: ModelOptions): Model {
  const model = models[name]
  if (!model)
    throw new SplitbrainError(
      'usage',
      `There is no model ${name}; there are ${Object.keys(models).join(', ')}.`,
    )
  if (options?.owners && model !== mutex)
    throw new SplitbrainError('usage', `A ${name} has no owners; only the model mutex does.`)
  return model(options)
}
