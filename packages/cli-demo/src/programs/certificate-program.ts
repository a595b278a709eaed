import { type Command, Option } from 'commander'
import { nonNegativeInteger } from '../option-parsers.ts'
import type { Runner } from './runner.ts'

/** Keys with certificate requests, and self-signed certificates. */
export const addCertificateCommand = (program: Command, run: Runner): void => {
  const certificate = program.command('certificate').description('keys and certificates')
  certificate
    .command('new')
    .description('make a key with a certificate request, or a self-signed certificate')
    .addOption(new Option('--kind <kind>').choices(['qwac', 'qsealc', 'self-signed']).makeOptionMandatory())
    .requiredOption('--out <folder>', 'where to write; existing files are never overwritten')
    .requiredOption('--common-name <name>', 'subject CN, for a QWAC the host name')
    .option('--organization <name>', 'subject O')
    .option('--organization-id <id>', 'organizationIdentifier, such as PSDNL-DNB-12345678')
    .option('--country <code>', 'subject C, two letters')
    .option('--role <roles...>', 'PSP_AI, PSP_PI, PSP_IC, PSP_AS')
    .option('--days <n>', 'validity of a self-signed certificate', nonNegativeInteger, 365)
    .option('--passphrase-env <variable>', 'encrypt the key with the value of this environment variable')
    .action(run(async () => (await import('../commands/certificate-new.ts')).certificateNew))
}
