import type { Command } from 'commander'

export type Shell = 'bash' | 'zsh' | 'fish'

/** What may follow a command: its subcommands and options. */
interface Place {
  readonly path: string
  readonly commands: readonly Word[]
  readonly options: readonly Word[]
}

interface Word {
  readonly word: string
  readonly description: string
}

/** A script that completes commands and options. Made from the program itself, so that it cannot fall behind. */
export const completionScript = (program: Command, shell: Shell): string => {
  const places = placesOf(program, '', optionsOf(program))
  return scripts[shell](places)
}

const optionsOf = (command: Command): readonly Word[] =>
  command.options.flatMap(({ long, description }) => (long ? [{ word: long, description }] : []))

const placesOf = (command: Command, path: string, global: readonly Word[]): readonly Place[] => {
  const commands = command.commands.map((child) => ({ word: child.name(), description: child.description() }))
  const own = path === '' ? [] : optionsOf(command)
  const options = [...own, ...global, { word: '--help', description: 'display help for command' }]
  const below = command.commands.flatMap((child) => placesOf(child, `${path} ${child.name()}`, global))
  return [{ path, commands, options }, ...below]
}

const wordsOf = ({ commands, options }: Place): string => [...commands, ...options].map(({ word }) => word).join(' ')

/** Lines of a `case` that walk from a command to its subcommand; the same in bash and zsh. */
const steps = (places: readonly Place[]): string =>
  places.flatMap(({ path, commands }) => commands.map(({ word }) => `"${path} ${word}"`)).join('|')

const cases = (places: readonly Place[], toLine: (place: Place) => string): string =>
  places.map((place) => `    "${place.path}") ${toLine(place)} ;;`).join('\n')

const bash = (places: readonly Place[]): string => `# Completion of nostro for bash.
_nostro() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
      ${steps(places)}) path="$path $word" ;;
    esac
  done
  case "$path" in
${cases(places, (place) => `COMPREPLY=($(compgen -W "${wordsOf(place)}" -- "$cur"))`)}
  esac
}
complete -o default -F _nostro nostro`

const zsh = (places: readonly Place[]): string => `#compdef nostro
_nostro() {
  local path_="" word
  for word in "\${words[@]:1:CURRENT-2}"; do
    case "$path_ $word" in
      ${steps(places)}) path_="$path_ $word" ;;
    esac
  done
  case "$path_" in
${cases(places, (place) => `compadd -- ${wordsOf(place)}`)}
  esac
  [[ $PREFIX == -* ]] || _files
}
compdef _nostro nostro`

const fish = (places: readonly Place[]): string =>
  [
    '# Completion of nostro for fish.',
    'function __nostro_at',
    '  set -l path ""',
    '  for word in (commandline -opc)[2..-1]',
    '    switch "$path $word"',
    `      case ${places.flatMap(({ path, commands }) => commands.map(({ word }) => `"${path} ${word}"`)).join(' ')}`,
    '        set path "$path $word"',
    '    end',
    '  end',
    '  test "$path" = "$argv[1]"',
    'end',
    ...places.flatMap(({ path, commands, options }) => [
      ...commands.map(({ word, description }) => fishLine(path, `-a ${word}`, description)),
      ...options.map(({ word, description }) => fishLine(path, `-l ${word.slice(2)}`, description)),
    ]),
  ].join('\n')

const fishLine = (path: string, what: string, description: string): string =>
  `complete -c nostro -n '__nostro_at "${path}"' ${what} -d '${description.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const scripts: Readonly<Record<Shell, (places: readonly Place[]) => string>> = { bash, zsh, fish }
