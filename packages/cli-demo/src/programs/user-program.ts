import type { Command } from 'commander'
import type { Runner } from './runner.ts'

const commands = () => import('../commands/users.ts')
const serverUrl = 'http://localhost:8080'

/** The people who use a server; anybody who can read its state folder can change them. */
export const addUserCommands = (program: Command, run: Runner): void => {
  const user = program.command('user').description('people who use the server, each with a role')
  user
    .command('list')
    .description('all of them, with their roles')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).userList))
  user
    .command('add')
    .description('add a person; prints the link by which they sign in first')
    .argument('<name>', 'by which they are known here')
    .requiredOption('--role <role>', 'viewer, bookkeeper, payer or admin')
    .option('--subject <sub>', 'who they are at the OpenID provider, to sign in by it')
    .option('--url <url>', 'where the server is reached', serverUrl)
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).userAdd))
  user
    .command('role')
    .description('give a person another role; it holds from the next request on')
    .argument('<name>', 'or id')
    .argument('<role>', 'viewer, bookkeeper, payer or admin')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).userRole))
  user
    .command('disable')
    .description('shut a person out: their browsers and tokens open nothing from now on')
    .argument('<name>', 'or id')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).userDisable))
  user
    .command('enable')
    .description('let a disabled person in again')
    .argument('<name>', 'or id')
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).userEnable))
  user
    .command('reset')
    .description('for somebody who is locked out: ends all their ways to sign in, and prints a link that works once')
    .argument('[name]', 'or id; the owner when left out')
    .option('--url <url>', 'where the server is reached', serverUrl)
    .option('--json', 'for programs')
    .action(run(async () => (await commands()).userReset))
}
