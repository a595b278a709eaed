import { writeFileSync } from 'node:fs'
import { NostroError } from '@nostro/core'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'
import { newFile } from './new-file.ts'

export interface InitOptions {
  readonly args: readonly string[]
  readonly out: string
  readonly json?: boolean
}

/** A first configuration of each bank, and what is needed beside it. */
const templates: Readonly<Record<string, { readonly config: object; readonly next: string }>> = {
  bunq: {
    config: { environment: 'sandbox', apiKeyFile: 'bunq-api-key' },
    next: 'bunq: get a sandbox key with “nostro bunq sandbox-user --out bunq-api-key”, then “nostro connect bunq”.',
  },
  ing: {
    config: {
      environment: 'sandbox',
      clientId: '5ca1ab1e-c0ca-c01a-cafe-154deadbea75',
      tls: { certificate: 'example_client_tls.cer', key: 'example_client_tls.key' },
      signing: { certificate: 'example_client_signing.cer', key: 'example_client_signing.key' },
      redirectUris: ['http://127.0.0.1:8765/callback'],
      country: 'NL',
    },
    next: 'ING: put the four files of its sandbox beside the configuration, then “nostro ing hello”.',
  },
  bankid: {
    config: {
      environment: 'test',
      identity: { pkcs12: 'FPTestcert5_20240610.p12', passphrase: 'qwerty123' },
      endUserIp: '127.0.0.1',
    },
    next: 'BankID: put its test certificate beside the configuration, then “nostro bankid auth”.',
  },
}

/** Writes a first configuration. An existing file is never overwritten. */
export const init = async ({ args, out, json }: InitOptions, terminal: Terminal): Promise<ExitCode> => {
  const banks = args.length === 0 ? ['bunq'] : [...new Set(args)]
  const unknown = banks.find((bank) => !Object.hasOwn(templates, bank))
  if (unknown !== undefined) {
    throw refused(
      `There is no first configuration for “${unknown.slice(0, 40)}”.`,
      `Choose among: ${Object.keys(templates).join(', ')}. Other providers are described in their own packages.`,
    )
  }
  const path = newFile(out, terminal.cwd)
  const config = { banks: Object.fromEntries(banks.map((bank) => [bank, templates[bank]?.config])) }
  writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  if (json === true) terminal.out(jsonText({ path, banks }))
  else {
    terminal.out(plain`${terminal.style('green', '✓')} ${path}`)
    for (const bank of banks) terminal.out(plain`  ${templates[bank]?.next}`)
    terminal.out('Next: nostro doctor')
  }
  return exitCode.ok
}

const refused = (message: string, hint: string): NostroError =>
  new NostroError({ code: 'invalid_config', message, hint })
