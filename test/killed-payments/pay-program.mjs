// Pays by the library, as a program of a user would, and prints what came of it as one line of JSON.
const { bank, options, session, dir, payment, idempotencyKey, urls } = JSON.parse(process.env.TASK)
const [core, node, provider] = await Promise.all([urls.core, urls.node, urls[bank]].map((url) => import(url)))
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)

const intents = node.createFilePaymentIntentStore({ dir, masterKey: { id: 'test', key: Buffer.alloc(32, 7) } })
const services = { ...node.createNodeServices(), intents, instance: bank }
const opened = provider.createProvider(options)(services)
const access = core.createSessionAccess({ session, auth: opened.auth })
const initiate = { idempotencyKey, redirectUri: bank === 'ing' ? options.redirectUris[0] : undefined }
const ctx = bank === 'ing' ? { psu: { ipAddress: '127.0.0.1' } } : {}
try {
  const { ref } = await opened.payments.initiate(access, payment, initiate, ctx)
  say({ outcome: 'known', id: ref.id })
} catch (error) {
  if (core.mayHaveHappened(error)) say(await lookUp())
  else say({ outcome: 'failed', code: error.code, message: error.message })
}
await opened.close()
process.exit(0)

async function lookUp() {
  try {
    const found = await opened.payments.lookup(access, payment, initiate, ctx)
    return found.outcome === 'executed' ? { outcome: 'known', id: found.ref.id } : { outcome: found.outcome }
  } catch (error) {
    return { outcome: 'outcome_unknown', code: error.code }
  }
}
