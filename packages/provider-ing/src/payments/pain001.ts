import { type EpochMs, formatDecimal, parseDecimal, toInstant } from '@nostro/core'
import Builder from 'fast-xml-builder'
import { refuseField } from '../api/field-rules.ts'
import type { IngCommon, IngTransfer } from './ing-payment.ts'

const namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'

export interface Pain001Parts {
  readonly common: IngCommon
  readonly transfer: IngTransfer
  /** At most 35 characters; names the message. */
  readonly messageId: string
  readonly createdAt: EpochMs
}

const builder = new Builder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })

/**
 * A pain.001.001.03 with one transfer. The debtor must be known: unlike JSON, the message has no form without.
 * @throws NostroError `invalid_request` naming what is missing
 */
export const toPain001 = (parts: Pain001Parts): string => {
  const { common, transfer, messageId, createdAt } = parts
  const { debtorAccount, debtorName } = common
  if (debtorAccount === undefined)
    throw refuseField('debtor.iban', 'is missing', 'pain.001 names the account to pay from.')
  if (debtorName === undefined) throw refuseField('debtor.name', 'is missing', 'pain.001 names who pays.')
  const instant = toInstant(createdAt)
  // The sum is of one transfer; written by the same digits as the amount.
  const sum = formatDecimal(parseDecimal(transfer.instructedAmount.amount))
  const xml = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': namespace,
      CstmrCdtTrfInitn: {
        GrpHdr: {
          MsgId: messageId,
          CreDtTm: `${instant.slice(0, 19)}Z`,
          NbOfTxs: '1',
          CtrlSum: sum,
          InitgPty: { Nm: debtorName },
        },
        PmtInf: {
          PmtInfId: messageId,
          PmtMtd: 'TRF',
          NbOfTxs: '1',
          CtrlSum: sum,
          ...toPaymentType(common),
          ReqdExctnDt: common.requestedExecutionDate ?? instant.slice(0, 10),
          Dbtr: { Nm: debtorName },
          DbtrAcct: {
            Id: { IBAN: debtorAccount.iban },
            ...(debtorAccount.currency !== undefined && { Ccy: debtorAccount.currency }),
          },
          DbtrAgt: toAgent(common.debtorAgent),
          ...(common.chargeBearer !== undefined && { ChrgBr: common.chargeBearer }),
          CdtTrfTxInf: toTransaction(transfer, common),
        },
      },
    },
  })
  return xml
}

const toPaymentType = (common: IngCommon) => {
  const type = {
    ...(common.instructionPriority !== undefined && { InstrPrty: common.instructionPriority }),
    ...(common.serviceLevelCode !== undefined && { SvcLvl: { Cd: common.serviceLevelCode } }),
    ...(common.localInstrumentCode !== undefined && { LclInstrm: { Cd: common.localInstrumentCode } }),
    ...(common.categoryPurposeCode !== undefined && { CtgyPurp: { Cd: common.categoryPurposeCode } }),
  }
  return Object.keys(type).length === 0 ? {} : { PmtTpInf: type }
}

/** The schema demands an agent; one without a BIC says so. */
const toAgent = (bic: string | undefined) => ({
  FinInstnId: bic === undefined ? { Othr: { Id: 'NOTPROVIDED' } } : { BIC: bic },
})

const toTransaction = (transfer: IngTransfer, { clearingSystemMemberIdentification: clearing }: IngCommon) => {
  const { instructedAmount, creditorAccount, creditorAddress: address } = transfer
  const agent = {
    ...(transfer.creditorAgent !== undefined && { BIC: transfer.creditorAgent }),
    ...(clearing && {
      ClrSysMmbId: {
        ClrSysId: { Cd: clearing.clearingSystemIdentificationCode },
        MmbId: clearing.memberIdentification,
      },
    }),
  }
  return {
    PmtId: { EndToEndId: transfer.endToEndIdentification ?? 'NOTPROVIDED' },
    Amt: { InstdAmt: { '@Ccy': instructedAmount.currency, '#text': instructedAmount.amount } },
    ...(Object.keys(agent).length === 0 ? {} : { CdtrAgt: { FinInstnId: agent } }),
    Cdtr: {
      Nm: transfer.creditorName,
      ...(address && {
        PstlAdr: {
          ...(address.street !== undefined && { StrtNm: address.street }),
          ...(address.buildingNumber !== undefined && { BldgNb: address.buildingNumber }),
          ...(address.postalCode !== undefined && { PstCd: address.postalCode }),
          ...(address.city !== undefined && { TwnNm: address.city }),
          Ctry: address.country,
        },
      }),
    },
    CdtrAcct: {
      Id: creditorAccount.iban === undefined ? { Othr: { Id: creditorAccount.bban } } : { IBAN: creditorAccount.iban },
    },
    ...toRemittance(transfer),
  }
}

const toRemittance = ({ remittanceInformationUnstructured: text, remittanceReference: reference }: IngTransfer) => {
  if (text === undefined && reference === undefined) return {}
  const structured = { CdtrRefInf: { Tp: { CdOrPrtry: { Cd: 'SCOR' } }, Ref: reference } }
  return { RmtInf: reference === undefined ? { Ustrd: text } : { Strd: structured } }
}
