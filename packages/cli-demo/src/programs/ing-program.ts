import { type Command, Option } from 'commander'
import { webAddresses } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

export const addIngCommands = (program: Command, run: Runner): void => {
  const ing = program.command('ing').description('ING beyond the common contracts')
  ing
    .command('hello')
    .description('three greetings that prove certificates and each kind of signature')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/ing-hello.ts')).ingHello))
  ing
    .command('register')
    .description('register the configured certificates, once for each TPP')
    .requiredOption('--contact <email>', 'whom ING writes to')
    .option('--redirect-uri <uri...>', 'repeatable (default: ing.redirectUris of the configuration)', webAddresses)
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/ing-application.ts')).ingRegister))
  ing
    .command('application')
    .description('the registered application: contact, redirect URIs, certificates')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/ing-application.ts')).ingApplication))
  const certificate = ing.command('certificate').description('eIDAS certificates')
  certificate
    .command('check')
    .description('dates, roles, kind and key of a certificate, before ING looks at them')
    .argument('<file>', 'certificate, PEM')
    .option('--key <file>', 'private key that must belong to it, PEM')
    .addOption(new Option('--kind <kind>', 'what it is to be used as').choices(['qwac', 'qsealc']))
    .option('--passphrase-env <variable>', 'environment variable with the key’s passphrase')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/ing-certificate-check.ts')).ingCertificateCheck))
}
