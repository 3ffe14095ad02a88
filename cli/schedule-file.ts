import { stringify } from 'yaml'
import type { Schedule } from '../scenarios/schedule/schedule.ts'
import { scheduleIn } from './schedule-in.ts'
import { parseYaml, readYaml, type Where, type Yaml } from './yaml-file.ts'

export interface Written {
  schedule: Schedule
  where: Where
}

/** The schedule that `--schedule` names: a YAML file, or the list itself, as `[{fault: kill-primary, at: 3s}]`. */
export async function readSchedule(word: string): Promise<Written> {
  if (word.trimStart().startsWith('[')) return parseSchedule(word, '--schedule')
  return written(await readYaml(word, '--schedule', 'docs/schedules.md'))
}

/** A schedule from YAML; errors tell line and column in what is called `name`. */
export function parseSchedule(text: string, name: string): Written {
  return written(parseYaml(text, name))
}

function written({ data, where }: Yaml): Written {
  return { schedule: scheduleIn(data, where), where }
}

/** The same the other way round. */
export function toYaml(schedule: Schedule): string {
  return stringify(schedule)
}
