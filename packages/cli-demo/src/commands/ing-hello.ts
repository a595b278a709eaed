import type { IngProvider } from '@nostro/provider-ing'
import type { SettingOptions } from '../banks/open-setting.ts'
import { type ExitCode, exitCode, exitCodeOf } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import { errorToJson, renderError } from '../render/render-error.ts'
import type { Terminal } from '../terminal.ts'
import { atIng } from './at-ing.ts'

type Proof = keyof IngProvider['showcase']

const proofs: readonly (readonly [Proof, string])[] = [
  ['mtls', 'TLS certificate'],
  ['signed', 'TLS certificate and HTTP signature'],
  ['jws', 'TLS certificate and detached JWS'],
]

/** ING's own smoke test, once for each way to prove who is calling. Needs no customer. */
export const ingHello = async (options: SettingOptions & { json?: boolean }, terminal: Terminal): Promise<ExitCode> =>
  atIng(options, terminal, async ({ ing, ctx }) => {
    const greetings: object[] = []
    let failed = 0
    // One after the other: when the first fails, the words of the next are read in its light.
    for (const [proof, words] of proofs) {
      terminal.signal.throwIfAborted()
      terminal.progress(plain`ING: ${words} …`)
      try {
        const greeting = await ing.showcase[proof](ctx)
        greetings.push({ proof, ok: true, ...greeting })
        if (options.json !== true) terminal.out(plain`${terminal.style('green', '✓')} ${words}: ${greeting.message}`)
      } catch (error) {
        terminal.signal.throwIfAborted()
        failed += 1
        greetings.push({ proof, ok: false, error: errorToJson(error) })
        if (options.json !== true) terminal.out(plain`${terminal.style('red', '✗')} ${words}`)
        terminal.err(renderError(error, terminal))
      }
    }
    if (options.json === true) terminal.out(jsonText({ greetings }))
    return failed === 0 ? exitCode.ok : exitCodeOf(proofs.length - failed, failed)
  })
