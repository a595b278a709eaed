import type { IngWorld } from '../world.ts'
import { statusOf } from './life-cycle.ts'
import type { Payment, TransactionStatus } from './payment.ts'

/** The third version has no code for a cancellation or for a payment that lacks an authorisation. */
const IN_VERSION_3: Readonly<Partial<Record<TransactionStatus, string>>> = { CANC: 'RJCT', PATC: 'PDNG' }

const element = (name: string, text: string): string => `<${name}>${text}</${name}>`

const groupId = (payment: Payment): string =>
  /<(?:\w+:)?MsgId>([^<]*)</.exec(payment.original.toString('utf8'))?.[1] ?? payment.id

const paymentInformationId = (payment: Payment): string =>
  /<(?:\w+:)?PmtInfId>([^<]*)</.exec(payment.original.toString('utf8'))?.[1] ?? payment.id

/** The status of an XML payment as pain.002, third or eleventh version. */
export const writePain002 = (world: IngWorld, payment: Payment, version: 'v1' | 'v2', now: number): string => {
  const status = statusOf(world, payment, now)
  const shown = version === 'v1' ? (IN_VERSION_3[status] ?? status) : status
  const release = version === 'v1' ? '03' : '11'
  const reason = element('StsRsnInf', element('AddtlInf', 'fundsAvailable: unknown'))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${release}"><CstmrPmtStsRpt>`,
    element('GrpHdr', element('MsgId', world.uuid()) + element('CreDtTm', new Date(now).toISOString())),
    element('OrgnlGrpInfAndSts', element('OrgnlMsgId', groupId(payment)) + element('OrgnlMsgNmId', 'pain.001.001.03')),
    element(
      'OrgnlPmtInfAndSts',
      element('OrgnlPmtInfId', paymentInformationId(payment)) + element('PmtInfSts', shown) + reason,
    ),
    '</CstmrPmtStsRpt></Document>',
  ].join('')
}
