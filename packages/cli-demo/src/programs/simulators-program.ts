import { type Command, Option } from 'commander'
import { nonNegativeInteger, parseInstantOption, webAddresses } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

/** Simulated banks for other programs, in a process of their own. */
export const addSimulatorsCommand = (program: Command, run: Runner): void => {
  const simulators = program.command('simulators').description('strict local banks')
  simulators
    .command('start')
    .description('start them; prints one line of JSON when all listen, stops on SIGINT or SIGTERM')
    .option('--dir <folder>', 'where certificates and keys are written, new or empty (default: a temporary folder)')
    .option('--write-config <file>', 'write a configuration of all of them, for “nostro --config FILE …”')
    .option('--seed <n>', 'of the data', nonNegativeInteger)
    .addOption(new Option('--profile <profile>').choices(['strict', 'lenient']).default('strict'))
    .addOption(new Option('--environment <name>').choices(['sandbox', 'production']).default('sandbox'))
    .addOption(new Option('--rate-limits <switch>').choices(['on', 'off']).default('on'))
    .option('--now <instant>', 'where their clock starts, ISO 8601', parseInstantOption)
    .option('--redirect-uri <url...>', 'redirect URIs registered at the simulated ING, repeatable', webAddresses)
    .option('--tpp-tls <file>', 'PEM of a QWAC of your own that the simulated ING shall trust')
    .option('--tpp-tls-key <file>', 'its key, for --write-config alone')
    .option('--tpp-signing <file>', 'PEM of a QSealC of your own; goes with --tpp-tls')
    .option('--tpp-signing-key <file>', 'its key, for --write-config alone')
    .option('--tpp-authority <file>', 'PEM of authorities: the simulated ING trusts what they issue')
    .action(run(async () => (await import('../commands/simulators-start.ts')).simulatorsStart))
}
