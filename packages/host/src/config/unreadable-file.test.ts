import { expect, it } from 'vitest'
import { loadConfig } from './load-config.ts'
import { readText } from './read-json-file.ts'
import { unreadableFileHint } from './unreadable-file.ts'

it.each([
  [
    '/none/example_client_tls.cer',
    'ENOENT',
    'banks.ing.tls.certificate',
    /no such file.*\/none.*NOSTRO_ING_TLS_CERTIFICATE.*PSD2_CERT_PATH/,
  ],
  [
    '/none/own.pem',
    'ENOENT',
    'banks.ing-company.tls.key',
    /no such file.*“banks\.ing-company\.tls\.key” in the configuration\.$/,
  ],
  ['/none/ca.pem', 'ENOENT', undefined, /no such file.*correct its path/],
  ['/locked/ca.pem', 'EACCES', 'banks.bunq.ca', /chmod/],
  ['/tmp', 'EISDIR', 'banks.bunq.ca', /folder/],
  ['/tmp/x', 'EIO', undefined, /may read/],
])('%s (%s) for %s: says what to do', (path, code, key, words) => {
  expect(unreadableFileHint(path, code, key)).toMatch(words)
})

it('a missing certificate of PSD2_CERT_PATH: the file, its key and what to do', () => {
  const env = { HOME: '/none', PSD2_CERT_PATH: '/none/certs' }
  const { config } = loadConfig({ env, cwd: '/none' }) ?? {}
  const tls = config?.banks['ing']?.['tls'] as { readonly certificate: string }
  expect(() => readText(tls.certificate, 'banks.ing.tls.certificate')).toThrow(
    expect.objectContaining({
      code: 'invalid_config',
      message: expect.stringContaining('/none/certs/example_client_tls.cer cannot be read (ENOENT)'),
      hint: expect.stringMatching(/Put it into \/none\/certs, or correct its path.*PSD2_CERT_PATH/),
    }),
  )
})
