import { issueTpp } from '@nostro/simulators'
import { beforeAll, describe, expect, it } from 'vitest'
import { testPki } from '../../test/tls-server.ts'
import { checkPair } from './check-pair.ts'
import { readCertificate } from './read-certificate.ts'

let pki: Awaited<ReturnType<typeof testPki>>

beforeAll(async () => {
  pki = await testPki()
})

const now = Date.now()

describe('PSD2 certificates', () => {
  it('tell their type, roles and the holder’s number', () => {
    const { tls, signing } = pki.ing.tpp
    const common = { psd2Roles: ['PSP_AS', 'PSP_PI', 'PSP_AI'], organizationIdentifier: 'PSDNL-SBX-1234512345' }
    expect(readCertificate(tls.certificate)).toMatchObject({ ...common, qcType: 'qwac' })
    expect(readCertificate(signing.certificate)).toMatchObject({ ...common, qcType: 'qsealc' })
  })

  it('tell none where there is none', () => {
    expect(readCertificate(pki.bankid.relyingParty.certificate).psd2Roles).toEqual([])
  })

  it('are taken for what they were made for', () => {
    const { tls, signing } = pki.ing.tpp
    expect(checkPair({ ...tls, now, usage: 'tls', requiredRoles: ['PSP_AI'] }).certificate.qcType).toBe('qwac')
    expect(checkPair({ ...signing, now, usage: 'signing', requiredRoles: ['PSP_PI'] }).certificate.qcType).toBe(
      'qsealc',
    )
  })

  it('are refused for the other purpose, naming the fix', () => {
    const { tls, signing } = pki.ing.tpp
    expect(() => checkPair({ ...tls, now, usage: 'signing' })).toThrow(
      expect.objectContaining({ code: 'certificate_rejected', hint: expect.any(String) }),
    )
    expect(() => checkPair({ ...signing, now, usage: 'tls' })).toThrow(
      expect.objectContaining({ code: 'certificate_rejected', hint: expect.any(String) }),
    )
  })

  it('without the role that is needed are refused, naming it', async () => {
    const { tls } = await issueTpp(pki.authorities, { roles: ['PSP_AI'] })
    expect(() => checkPair({ ...tls, now, requiredRoles: ['PSP_PI'] })).toThrow(/PSP_PI/)
  })
})
