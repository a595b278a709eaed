import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { NostroError } from '@nostro/core'
import { encodeText } from '@nostro/provider-bankid'
import type { ExitCode } from '../exit-code.ts'
import { type Person, personAtTerminal } from '../person/person.ts'
import type { Terminal } from '../terminal.ts'
import { type CallerInput, callerOf } from './bankid-caller.ts'
import { type BankIdAct, type FollowOptions, followBankId } from './bankid-follow.ts'

export interface BankIdSignOptions extends FollowOptions, CallerInput {
  /** File with the text, UTF-8; `-` is stdin. */
  readonly text: string
  readonly markdown?: boolean
  /** File with bytes that are signed along, unseen. */
  readonly hidden?: string
}

/** Lets a person sign a text, exactly as the file has it. */
export const bankIdSign = async (
  options: BankIdSignOptions,
  terminal: Terminal,
  person: Person = personAtTerminal,
): Promise<ExitCode> => {
  const text = toText(options.text === '-' ? await readStdin() : readBytes(options.text, '--text', terminal))
  const hiddenData = options.hidden === undefined ? undefined : readBytes(options.hidden, '--hidden', terminal)
  const caller = await callerOf(options, terminal, person)
  const act: BankIdAct = {
    done: 'Signed',
    start: (provider, ctx) =>
      caller === undefined
        ? provider.esign.startSigning(
            {
              text,
              format: options.markdown === true ? 'markdown' : 'plain',
              hiddenData,
            },
            ctx,
          )
        : provider.orders.openOrder(
            'phoneSign',
            {
              ...caller,
              userVisibleData: encodeText(text),
              userVisibleDataFormat: options.markdown === true ? 'simpleMarkdownV1' : undefined,
              userNonVisibleData: hiddenData?.toString('base64'),
            },
            {},
            ctx,
          ),
  }
  return followBankId(act, options, terminal)
}

/** As a stream: in Node 20, asking for the state of a pipe makes later imports through symbolic links fail. */
const readStdin = async (): Promise<Buffer> => Buffer.concat(await process.stdin.toArray())

const readBytes = (file: string, option: string, { cwd }: Terminal): Buffer => {
  try {
    return readFileSync(resolve(cwd, file))
  } catch (cause) {
    throw usage(`${option}: ${file} cannot be read.`, 'Check path and rights.', cause)
  }
}

const toText = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw usage('--text is not UTF-8.', 'Save the text as UTF-8.', cause)
  }
}

const usage = (message: string, hint: string, cause: unknown): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint, cause })
