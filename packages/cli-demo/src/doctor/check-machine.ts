import type { Finding } from './finding.ts'

const leastNode = [20, 19] as const

/** What calls to banks depend on outside the configuration. */
export const checkMachine = (env: Readonly<Record<string, string | undefined>>, node: string): readonly Finding[] => {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  const isOld = major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])
  return [
    isOld
      ? {
          area: 'machine',
          subject: 'node',
          status: 'failed',
          message: `Node ${node} is too old.`,
          hint: `Install Node ${leastNode.join('.')} or newer.`,
        }
      : { area: 'machine', subject: 'node', status: 'ok', message: `Node ${node}` },
    env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? {
          area: 'machine',
          subject: 'tls',
          status: 'failed',
          message: 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the verification of every server.',
          hint: 'Unset it. For a server with a private authority, set “ca” of the bank to that authority’s certificate.',
        }
      : { area: 'machine', subject: 'tls', status: 'ok', message: 'Servers are verified.' },
  ]
}
