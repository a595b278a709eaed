import { type Command, Option } from 'commander'
import { parseInstantOption } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

/** What a request's signature is made of, or why one was refused. */
export const addSignCommand = (program: Command, run: Runner): void => {
  const sign = program.command('sign').description('request signatures')
  sign
    .command('explain')
    .description('show byte by byte what is signed for a request, or why a captured one is refused')
    .argument('[bank]', 'ing or bunq; not needed with --captured')
    .option('--captured <file>', 'judge this request instead: request line, headers, empty line, body, as sent')
    .option('--public-key <file>', 'with --captured: the key that should have signed, PEM')
    .option('--method <method>', 'HTTP method')
    .option('--url <url>', 'absolute URL or path with query')
    .option('--header <header...>', '“Name: value”, repeatable')
    .option('--body <file>', 'the body’s bytes')
    .option('--key <file>', 'private key, PEM')
    .option('--certificate <file>', 'signing certificate, PEM (ING)')
    .addOption(new Option('--scheme <scheme>', 'ING’s scheme').choices(['http', 'jws']).default('http'))
    .option('--key-id <id>', 'ING’s key id (default: the client id; SN=serial on the token request)')
    .option(
      '--now <instant>',
      'moment of signing, ISO 8601 (default: the Date header, then now); with --captured the bank’s clock',
      parseInstantOption,
    )
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/sign-explain.ts')).signExplain))
}
