import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { localDateIn, NostroError } from '@nostro/core'
import { parsePersonalNumber } from '@nostro/provider-bankid'
import { clockOf } from '../clock-of.ts'
import type { Person } from '../person/person.ts'
import type { Terminal } from '../terminal.ts'

export interface CallerInput {
  /** The person on the phone; true: the number comes from the file, or is asked for. */
  readonly phone?: string | true
  readonly personalNumberFile?: string
  readonly callInitiator?: 'user' | 'RP'
}

export interface Caller {
  /** 12 digits. */
  readonly personalNumber: string
  readonly callInitiator: 'user' | 'RP'
}

/** Who is on the phone; nobody without `--phone`. @throws NostroError `invalid_config` that never shows the number */
export const callerOf = async (
  { phone, personalNumberFile, callInitiator }: CallerInput,
  terminal: Terminal,
  person: Person,
): Promise<Caller | undefined> => {
  if (phone === undefined) {
    if (personalNumberFile === undefined && callInitiator === undefined) return undefined
    throw usage('--call-initiator and --personal-number-file are for calls.', 'Add --phone.')
  }
  if (callInitiator === undefined) throw usage('Who called whom?', 'Add --call-initiator user, or RP when you called.')
  if (typeof phone === 'string') return { personalNumber: toPersonalNumber(phone, terminal), callInitiator }
  const personalNumber =
    personalNumberFile === undefined
      ? toPersonalNumber(await askNumber(terminal, person), terminal)
      : personalNumberIn(personalNumberFile, terminal)
  return { personalNumber, callInitiator }
}

const askNumber = async (terminal: Terminal, person: Person): Promise<string> => {
  if (terminal.interactive) return person.secret('Personal number (not shown): ', terminal)
  throw usage('There is no personal number.', 'Add --personal-number-file, or run it at a terminal.')
}

/** The 12 digits in a file. @throws NostroError `invalid_config` that never shows the number */
export const personalNumberIn = (file: string, terminal: Terminal): string =>
  toPersonalNumber(readNumber(file, terminal), terminal)

const toPersonalNumber = (text: string, terminal: Terminal): string => {
  const number = parsePersonalNumber(text, localDateIn('Europe/Stockholm', clockOf(terminal).now()))
  if (number.faults.length > 0) {
    terminal.err('The personal number’s date or check digit is wrong: only test numbers are like that.')
  }
  return number.reveal()
}

const readNumber = (file: string, terminal: Terminal): string => {
  try {
    return readFileSync(resolve(terminal.cwd, file), 'utf8')
  } catch (cause) {
    throw usage(`--personal-number-file: ${file} cannot be read.`, 'Check path and rights.', cause)
  }
}

const usage = (message: string, hint: string, cause?: unknown): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint, cause })
