import { systemClock } from '@nostro/core/node'
import { type LoadedConfig, loadConfig } from '@nostro/host'
import { checkFiles } from '../doctor/check-files.ts'
import { checkMachine } from '../doctor/check-machine.ts'
import { checkPairs } from '../doctor/check-pairs.ts'
import { checkStores } from '../doctor/check-stores.ts'
import { type Finding, failedBy } from '../doctor/finding.ts'
import { type ExitCode, exitCodeOf } from '../exit-code.ts'
import { jsonText, plain } from '../render/harmless.ts'
import type { Terminal } from '../terminal.ts'

export interface DoctorOptions {
  readonly config?: string
  readonly verbose?: boolean
  readonly json?: boolean
}

/**
 * Looks at everything that a call to a bank depends on, without changing anything anywhere, and says what to do. Goes on
 * after what failed. Exit code 0: nothing failed; 3: something did; 1: everything did that was looked at beyond the machine.
 */
export const doctor = async (options: DoctorOptions, terminal: Terminal): Promise<ExitCode> => {
  const machine = checkMachine(terminal.env, process.versions.node)
  const { environment, findings } = await examine(options, terminal)
  const all = [...machine, ...findings]
  if (options.json === true) terminal.out(jsonText({ environment, ...countsOf(all), findings: all }))
  else print(all, terminal)
  const failed = all.filter(isFailed).length
  return exitCodeOf(findings.filter((finding) => !isFailed(finding)).length, failed)
}

interface Examination {
  readonly environment: 'simulator' | 'configured'
  readonly findings: readonly Finding[]
}

const examine = async (options: DoctorOptions, terminal: Terminal): Promise<Examination> => {
  let loaded: LoadedConfig | undefined
  try {
    const { env, cwd } = terminal
    loaded = loadConfig({ env, cwd, file: options.config })
  } catch (error) {
    return { environment: 'configured', findings: [failedBy('configuration', 'file', error)] }
  }
  return loaded === undefined ? examineSimulated(options, terminal) : examineConfigured(loaded, options, terminal)
}

const examineSimulated = async ({ verbose }: DoctorOptions, terminal: Terminal): Promise<Examination> => {
  terminal.err('No configuration found: examining simulated banks, started in this process.')
  const { openSimulated } = await import('../banks/open-simulated.ts')
  const { diagnoseSetting } = await import('../doctor/diagnose-providers.ts')
  const setting = await openSimulated({ verbose: verbose === true }, terminal)
  try {
    return { environment: 'simulator', findings: await diagnoseSetting(setting, terminal) }
  } finally {
    await setting.close()
  }
}

const examineConfigured = async (
  loaded: LoadedConfig,
  { verbose }: DoctorOptions,
  terminal: Terminal,
): Promise<Examination> => {
  const { config, source } = loaded
  const banks = Object.keys(config.banks)
  const named: Finding =
    banks.length > 0
      ? { area: 'configuration', subject: 'banks', status: 'ok', message: `${banks.join(', ')} (from ${source})` }
      : {
          area: 'configuration',
          subject: 'banks',
          status: 'failed',
          message: `The configuration (${source}) names no bank.`,
          hint: 'Add one under “banks”, such as “bunq”; or remove the configuration to use simulated banks.',
        }
  const { diagnoseConfigured } = await import('../doctor/diagnose-providers.ts')
  return {
    environment: 'configured',
    findings: [
      named,
      ...checkFiles(loaded),
      ...checkPairs(loaded, systemClock.now()),
      ...(await checkStores(loaded, terminal.env)),
      ...(await diagnoseConfigured(loaded, verbose === true, terminal)),
    ],
  }
}

const isFailed = ({ status }: Finding): boolean => status === 'failed'

const countsOf = (findings: readonly Finding[]): Readonly<Record<'ok' | 'warning' | 'failed', number>> => {
  const count = (wanted: Finding['status']): number => findings.filter(({ status }) => status === wanted).length
  return { ok: count('ok'), warning: count('warning'), failed: count('failed') }
}

const signs = { ok: ['green', '✓'], warning: ['yellow', '!'], failed: ['red', '✗'] } as const

const print = (findings: readonly Finding[], terminal: Terminal): void => {
  for (const area of new Set(findings.map((finding) => finding.area))) {
    terminal.out(terminal.style('bold', area))
    for (const { subject, status, message, hint } of findings.filter((finding) => finding.area === area)) {
      const [colour, sign] = signs[status]
      terminal.out(plain`  ${terminal.style(colour, sign)} ${subject}: ${message}`)
      if (hint !== undefined) terminal.out(plain`      → ${hint}`)
    }
  }
  const { ok, warning, failed } = countsOf(findings)
  terminal.out(plain`${ok} ok, ${warning} to see to, ${failed} failed`)
}
