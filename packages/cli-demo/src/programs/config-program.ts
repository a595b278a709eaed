import type { Command } from 'commander'
import type { Runner } from './runner.ts'

/** The configuration, and the key that encrypts what is kept. */
export const addConfigCommands = (program: Command, run: Runner): void => {
  program
    .command('init')
    .description('write a first configuration; an existing file is never overwritten')
    .argument('[bank...]', 'ing, bunq, bankid (default: bunq’s sandbox)')
    .option('--out <file>', 'where to write', 'nostro.config.json')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/init.ts')).init))
  program
    .command('config')
    .description('the configuration file')
    .command('schema')
    .description('print the JSON Schema of configuration files, for editors')
    .action(run(async () => (await import('../commands/config-schema.ts')).configSchema))
  program
    .command('keys')
    .description('the master key')
    .command('rotate')
    .description('encrypt everything that is kept with a new master key')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/keys-rotate.ts')).keysRotate))
}
