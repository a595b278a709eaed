import type { Command } from 'commander'
import type { Runner } from './runner.ts'

/** For authors of providers. */
export const addProviderCommands = (program: Command, run: Runner): void => {
  const provider = program
    .command('provider')
    .description('for authors of providers: start one, and prove it by the conformance kit')
  provider
    .command('check')
    .description('run every check of the conformance kit against a provider, offline')
    .argument(
      '<name>',
      'ing, bunq, bankid, enable-banking, berlin-group, simplefin, or a module that exports its harness as startBank',
    )
    .option('--only <area>', 'only this area, or this check')
    .option('--card <file>', 'write the score card: .json, .html, .md, .svg (a badge) or text')
    .option('--exceptions <file>', 'checks that cannot hold, with reason and last day, as JSON')
    .option('--seed <seed>', 'of all randomness')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/provider-check.ts')).providerCheck))
  provider
    .command('new')
    .description('make the package of a new provider: it compiles, has a bank to try it at, and passes the kit')
    .argument('<name>', 'of the provider and its folder, such as my-bank')
    .option('--template <template>', 'api-key, redirect or berlin-group', 'redirect')
    .action(run(async () => (await import('../commands/provider-new.ts')).providerNew))
}
