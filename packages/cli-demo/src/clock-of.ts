import type { Clock } from '@nostro/core'
import { systemClock } from '@nostro/core/node'
import type { Terminal } from './terminal.ts'

/**
 * The time that a command runs by: the machine's, unless the terminal brings another one. It stands apart from the terminal, so
 * that `nostro --help` does not load what banks need.
 */
export const clockOf = ({ clock = systemClock }: Pick<Terminal, 'clock'>): Clock => clock
