import { Command } from 'commander'
import { SplitbrainError } from '../history/errors.ts'
import { unknownName } from './nearest.ts'

/** Commander's own would answer an unknown name with the help of the program. */
export function helpCommand(program: Command): Command {
  return new Command('help')
    .description('display help for a command')
    .argument('[command...]', 'for example run')
    .action((names: string[]) => {
      let command = program
      for (const name of names) {
        const below = command.commands.find((each) => each.name() === name)
        if (below === undefined) throw unknownCommand(name, command)
        command = below
      }
      command.outputHelp()
    })
}

function unknownCommand(name: string, { commands }: Command): SplitbrainError {
  return commands.length === 0
    ? new SplitbrainError('usage', `There is no command ${JSON.stringify(name)} below it.`)
    : unknownName(
        'command',
        name,
        commands.map((each) => each.name()),
      )
}
