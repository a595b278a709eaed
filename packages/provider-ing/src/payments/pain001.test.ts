import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { toPain001 } from './pain001.ts'

const common = {
  debtorAccount: { iban: 'NL02INGB0001234567', currency: 'EUR' },
  debtorName: 'J. Jansen',
  debtorAgent: 'INGBNL2A',
}
const transfer = {
  instructedAmount: { amount: '12.30', currency: 'EUR' },
  creditorAccount: { iban: 'NL20INGB0001234567' },
  creditorName: "Bakker's + Zn",
  endToEndIdentification: 'E2E-17',
  remittanceInformationUnstructured: 'Invoice 17',
}
const parts = { common, transfer, messageId: 'm1', createdAt: Date.UTC(2024, 2, 5, 9, 8, 7, 5) }
const read = (xml: string) =>
  new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(xml) as Record<string, never>

describe('pain.001', () => {
  it('15-69: is one transfer of the namespace .001.03, count and sum in agreement', () => {
    const xml = toPain001(parts)
    expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>')).toBe(true)
    const { Document } = read(xml) as unknown as { Document: Record<string, never> }
    expect(Document).toMatchObject({
      '@_xmlns': 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03',
      CstmrCdtTrfInitn: {
        GrpHdr: {
          MsgId: 'm1',
          CreDtTm: '2024-03-05T09:08:07Z',
          NbOfTxs: '1',
          CtrlSum: '12.30',
          InitgPty: { Nm: 'J. Jansen' },
        },
        PmtInf: {
          PmtMtd: 'TRF',
          ReqdExctnDt: '2024-03-05',
          DbtrAcct: { Id: { IBAN: 'NL02INGB0001234567' }, Ccy: 'EUR' },
          DbtrAgt: { FinInstnId: { BIC: 'INGBNL2A' } },
          CdtTrfTxInf: {
            PmtId: { EndToEndId: 'E2E-17' },
            Amt: { InstdAmt: { '@_Ccy': 'EUR', '#text': '12.30' } },
            Cdtr: { Nm: "Bakker's + Zn" },
            CdtrAcct: { Id: { IBAN: 'NL20INGB0001234567' } },
            RmtInf: { Ustrd: 'Invoice 17' },
          },
        },
      },
    })
  })

  it('says instant, the day and a structured reference', () => {
    const { remittanceInformationUnstructured: _text, ...rest } = transfer
    const xml = toPain001({
      ...parts,
      common: { ...common, localInstrumentCode: 'INST', requestedExecutionDate: '2024-04-01' },
      transfer: { ...rest, remittanceReference: 'RF18539007547034' },
    })
    expect(xml).toContain('<PmtTpInf><LclInstrm><Cd>INST</Cd></LclInstrm></PmtTpInf>')
    expect(xml).toContain('<ReqdExctnDt>2024-04-01</ReqdExctnDt>')
    expect(xml).toContain('<Ref>RF18539007547034</Ref>')
  })

  it.each([
    ['debtor.iban', { debtorName: 'J. Jansen' }],
    ['debtor.name', { debtorAccount: { iban: 'NL02INGB0001234567' } }],
  ])('needs %s, which JSON does without', (field, without) => {
    expect(() => toPain001({ ...parts, common: without })).toThrow(`\`${field}\` is missing`)
  })
})
