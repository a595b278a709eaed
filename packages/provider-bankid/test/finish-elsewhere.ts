import type { Challenge } from '@nostro/core'
import { type BankIdOptions, createBankIdProvider } from '../src/index.ts'

// Another process: takes options and challenge from standard input, finishes the order and prints who came.
const chunks: Buffer[] = []
for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
const { options, challenge } = JSON.parse(Buffer.concat(chunks).toString()) as {
  readonly options: BankIdOptions
  readonly challenge: Challenge
}
const provider = createBankIdProvider(options)
const result = await provider.auth.advance(challenge, {})
await provider.close()
process.stdout.write(JSON.stringify(result.status === 'complete' ? result.identity : result))
