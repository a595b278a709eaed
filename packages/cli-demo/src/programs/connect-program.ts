import type { Command } from 'commander'
import type { Runner } from './runner.ts'

const asking = (command: Command): Command =>
  command
    .option('--country <code>', 'of the bank’s page, such as NL')
    .option('--redirect-uri <uri>', 'one of the registered ones (default: http://127.0.0.1:8765/callback)')
    .option('--no-open', 'print the bank’s page instead of opening a browser')
    .option('--json', 'for programs')

const commands = () => import('../commands/connections.ts')

export const addConnectCommands = (program: Command, run: Runner): void => {
  asking(program.command('connect'))
    .description('add a connection: the customer’s consent, or a key; it is kept, encrypted, for the next commands')
    .argument('<bank>', 'its name in the configuration')
    .option('--key-file <file>', 'file with the key that the bank asks for; - is stdin')
    .option('--label <text>', 'a name for people')
    .option('--owner <id>', 'whose connection it is in your own system')
    .option('--bank <name>', 'the institution, at providers that stand for many banks')
    .option('--business', 'accounts of a business')
    .action(run(async () => (await import('../commands/connect.ts')).connect))
  const connections = program
    .command('connections')
    .description('the kept connections and the state of their consents')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).listConnections))
  asking(connections.command('renew'))
    .description('ask the customer again; accounts and history are kept')
    .argument('<id>', 'of the connection')
    .action(run(async () => (await import('../commands/connect.ts')).renewConnection))
  connections
    .command('rename')
    .description('give a connection another label, or none')
    .argument('<id>', 'of the connection')
    .argument('[label...]', 'the new label')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).renameConnection))
  connections
    .command('revoke')
    .description('end the consent at the bank; the connection can be renewed')
    .argument('<id>', 'of the connection')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).revokeConnection))
  connections
    .command('remove')
    .description('forget a connection')
    .argument('<id>', 'of the connection')
    .option('--revoke', 'end the consent at the bank first')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).removeConnection))
}
