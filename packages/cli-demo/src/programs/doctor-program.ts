import type { Command } from 'commander'
import type { Runner } from './runner.ts'

/** What is wrong with the set-up, and what to do. */
export const addDoctorCommand = (program: Command, run: Runner): void => {
  program
    .command('doctor')
    .description('examine configuration, files, certificates, clock and banks; say what to do')
    .option('--json', 'for programs')
    .action(run(async () => (await import('../commands/doctor.ts')).doctor))
}
