import type { ControlRoute } from '../../http/bank-handler.ts'
import type { BankIdSettings } from '../settings.ts'
import { controlError } from './control-body.ts'

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isFlag = (value: unknown): boolean => typeof value === 'boolean'

const legal: Readonly<Record<keyof BankIdSettings, (value: unknown) => boolean>> = {
  lenientProperties: isFlag,
  refuseBadMarkdown: isFlag,
  refuseRisk: isFlag,
  unauthorizedStatus: (value) => value === 401 || value === 403,
  blockedRelyingParties: (value) => Array.isArray(value) && value.every((mark) => typeof mark === 'string'),
  requestsPerMinute: isCount,
  strictPolling: isFlag,
  processingSeconds: isCount,
}

/** `/bankid/settings`: what the sources leave open. A POST changes the named ones, and nothing when one is wrong. */
export const createSettingsRoutes = (settings: BankIdSettings): readonly ControlRoute[] => [
  { method: 'GET', pattern: /^\/bankid\/settings$/, handle: () => ({ status: 200, body: { ...settings } }) },
  {
    method: 'POST',
    pattern: /^\/bankid\/settings$/,
    handle: ({ body }) => {
      const checks: Readonly<Record<string, (value: unknown) => boolean>> = legal
      const wrong = Object.entries(body).find(([name, value]) => checks[name]?.(value) !== true)
      if (wrong !== undefined) return controlError(400, `${wrong[0]} is no setting, or not of its kind.`)
      Object.assign(settings, body)
      return { status: 200, body: { ...settings } }
    },
  },
]
