import { describe, expect, it } from 'vitest'
import { readPain002 } from './pain002.ts'

const report = (version: string, inside: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt><OrgnlPmtInfAndSts>${inside}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`,
  )

describe('pain.002', () => {
  it.each(['03', '11'])('9.5: reads version %s', (version) => {
    const inside =
      '<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn><AddtlInf>fundsAvailable: false</AddtlInf><AddtlInf>too little &amp; late</AddtlInf></StsRsnInf>'
    expect(readPain002(report(version, inside))).toEqual({
      status: 'RJCT',
      reasons: ['AM04', 'fundsAvailable: false', 'too little & late'],
    })
  })

  it('reads prefixes, many reasons and none', () => {
    const text =
      '<p:Document xmlns:p="x"><p:CstmrPmtStsRpt><p:OrgnlPmtInfAndSts><p:PmtInfSts>CANC</p:PmtInfSts></p:OrgnlPmtInfAndSts></p:CstmrPmtStsRpt></p:Document>'
    expect(readPain002(Buffer.from(text))).toEqual({ status: 'CANC', reasons: [] })
    const two =
      '<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Prtry>A</Prtry></Rsn></StsRsnInf><StsRsnInf><AddtlInf>B</AddtlInf></StsRsnInf>'
    expect(readPain002(report('11', two)).reasons).toEqual(['A', 'B'])
  })

  it.each([
    ['a DOCTYPE', '<!DOCTYPE x [<!ENTITY a "b">]><Document/>', 'DOCTYPE'],
    ['half of it', '<Document><CstmrPmtStsRpt>', 'not well-formed'],
    ['no status', report('11', '').toString(), 'Document.CstmrPmtStsRpt.OrgnlPmtInfAndSts'],
    ['JSON', '{"transactionStatus":"RCVD"}', 'not well-formed'],
  ])('%s breaks the protocol', (_, text, message) => {
    expect(() => readPain002(Buffer.from(text))).toThrowError(expect.objectContaining({ code: 'protocol_violation' }))
    expect(() => readPain002(Buffer.from(text))).toThrow(message)
  })
})
