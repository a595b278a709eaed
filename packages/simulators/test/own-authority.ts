import { issueAuthority } from '../src/pki/issue-authority.ts'
import { issueTpp } from '../src/pki/issue-tpp.ts'
import type { IngTpp, PemPair } from '../src/pki/pki.ts'
import { authorityValidity, leafValidity } from '../src/pki/validity.ts'
import { START } from './ing/ing-harness.ts'

/** A TPP whose certificates an authority issued that no simulated bank knows. */
export const createAuthorityChain = async (): Promise<{ readonly authority: PemPair; readonly tpp: IngTpp }> => {
  const validity = leafValidity(Date.now(), START)
  const authority = await issueAuthority({
    subject: [
      ['country', 'NL'],
      ['commonName', 'Own authority'],
    ],
    validity: authorityValidity(validity),
  })
  const tpp = await issueTpp(
    { server: authority, ing: authority, bankid: authority, foreign: authority },
    { validity, organization: 'Own TPP' },
  )
  return { authority, tpp }
}
