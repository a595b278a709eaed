import { deviceChecks } from './checks/device-checks.ts'
import type { FieldCheck, OrderEndpoint } from './checks/field-check.ts'
import { nothingOfADevice, onlyKnownFields } from './checks/known-fields.ts'
import {
  callInitiatorIsKnown,
  endUserIpIsAddress,
  personHasTwelveDigits,
  requiredPersonHasTwelveDigits,
} from './checks/person-checks.ts'
import { requirementFitsRemote, requirementIsLegal } from './checks/requirement-checks.ts'
import { textChecks } from './checks/text-checks.ts'
import { transactionChecks } from './checks/transaction-checks.ts'

const texts = ['userVisibleData', 'userNonVisibleData', 'userVisibleDataFormat'] as const
const device = ['returnUrl', 'returnRisk', 'web', 'app'] as const
const payment = ['userVisibleTransaction', 'riskFlags'] as const
const remoteRequirement = ['pinCode', 'cardReader', 'certificatePolicies'] as const
const fullRequirement = [...remoteRequirement, 'mrtd', 'personalNumber', 'risk'] as const

const authTexts = { visibleData: { required: false, max: 1500 }, nonVisibleData: { max: 1500, needsVisible: false } }
const signTexts = {
  visibleData: { required: true, max: 40_000 },
  nonVisibleData: { max: 200_000, needsVisible: false },
}
const paymentTexts = { visibleData: { required: false, max: 1000 }, nonVisibleData: { max: 1000, needsVisible: true } }

/** The person comes before the transaction and the transaction before the requirement: seen on the service. */
const deviceOrder: readonly FieldCheck[] = [
  onlyKnownFields,
  endUserIpIsAddress,
  requiredPersonHasTwelveDigits,
  requirementIsLegal,
  ...textChecks,
  ...deviceChecks,
]

const paymentOrder: readonly FieldCheck[] = [
  onlyKnownFields,
  endUserIpIsAddress,
  requiredPersonHasTwelveDigits,
  ...transactionChecks,
  requirementIsLegal,
  ...textChecks,
  ...deviceChecks,
]

const phoneOrder: readonly FieldCheck[] = [
  onlyKnownFields,
  personHasTwelveDigits,
  callInitiatorIsKnown,
  ...textChecks,
  nothingOfADevice,
  requirementIsLegal,
  requirementFitsRemote,
]

const otherPaymentOrder: readonly FieldCheck[] = [
  onlyKnownFields,
  personHasTwelveDigits,
  ...transactionChecks,
  requirementIsLegal,
  requirementFitsRemote,
  ...textChecks,
  nothingOfADevice,
  ...deviceChecks,
]

/** Every operation that starts an order: what it takes, and its checks in the order of the answers. */
export const orderEndpoints: readonly OrderEndpoint[] = [
  {
    operation: 'auth',
    remote: false,
    funcId: 'Identification',
    fields: ['endUserIp', 'requirement', ...texts, ...device],
    requirementMembers: fullRequirement,
    ...authTexts,
    checks: deviceOrder,
  },
  {
    operation: 'sign',
    remote: false,
    funcId: 'Signing',
    fields: ['endUserIp', 'requirement', ...texts, ...device],
    requirementMembers: fullRequirement,
    ...signTexts,
    checks: deviceOrder,
  },
  {
    operation: 'payment',
    remote: false,
    funcId: 'Signing',
    fields: ['endUserIp', 'requirement', ...payment, ...texts, ...device],
    requirementMembers: fullRequirement,
    ...paymentTexts,
    checks: paymentOrder,
  },
  {
    operation: 'phone/auth',
    remote: true,
    funcId: 'Identification',
    fields: ['personalNumber', 'callInitiator', 'requirement', ...texts],
    requirementMembers: remoteRequirement,
    ...authTexts,
    checks: phoneOrder,
  },
  {
    operation: 'phone/sign',
    remote: true,
    funcId: 'Signing',
    fields: ['personalNumber', 'callInitiator', 'requirement', ...texts],
    requirementMembers: remoteRequirement,
    ...signTexts,
    checks: phoneOrder,
  },
  {
    operation: 'other/payment',
    remote: true,
    funcId: 'Signing',
    fields: ['personalNumber', 'requirement', ...payment, ...texts, ...device],
    requirementMembers: [...remoteRequirement, 'mrtd', 'risk'],
    ...paymentTexts,
    checks: otherPaymentOrder,
  },
]

export const basePath = '/rp/v6.0/'

/** What a path below `/rp/v6.0/` names; paths are compared as they came, case and slashes included. */
export type Operation = OrderEndpoint | 'collect' | 'cancel'

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ...orderEndpoints.map((endpoint): [string, Operation] => [basePath + endpoint.operation, endpoint]),
  [`${basePath}collect`, 'collect'],
  [`${basePath}cancel`, 'cancel'],
])

export const operationAt = (path: string): Operation | undefined => operations.get(path)
