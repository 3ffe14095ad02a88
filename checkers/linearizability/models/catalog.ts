import { SplitbrainError } from '../../../runner/errors.ts'
import type { Model } from '../model.ts'
import { casRegister, register } from './register.ts'

/** Every model by name; the functions take what peers read differently. */
export const models: Record<string, () => Model> = {
  register,
  'cas-register': casRegister,
}

export function modelNamed(name: string): Model {
  const model = models[name]
  if (!model)
    throw new SplitbrainError(
      'usage',
      `There is no model ${name}; there are ${Object.keys(models).join(', ')}.`,
    )
  return model()
}
