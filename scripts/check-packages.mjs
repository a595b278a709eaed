// What would be published, as publint and attw (by its library: one start of TypeScript for all packages) see it; and their READMEs, manifests and files.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packAll } from './pack.mjs'
import { packageFaults } from './package-faults.mjs'
import { root } from './setup.mjs'

/** Our packages are ES modules: only how these resolve counts. */
const esmOnly = (problem) => !['node10', 'node16-cjs'].includes(problem.resolutionKind)

const shapeOf = async (tarball) => {
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
  return messages.map((message) => `publint: ${formatMessage(message, pkg)}`)
}

const typesOf = async (tarball) => {
  const { types, problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
  if (types === false) return ['attw: no types']
  return problems.filter(esmOnly).map((problem) => `attw: ${JSON.stringify(problem)}`)
}

const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const contentsOf = (tarball) => {
  const opened = createPackageFromTarballData(new Uint8Array(tarball))
  const base = `/node_modules/${opened.packageName}/`
  const files = opened.listFiles().map((file) => file.replace(base, ''))
  const textOf = (file) => (files.includes(file) ? opened.readFile(`${base}${file}`) : '')
  const manifest = JSON.parse(textOf('package.json'))
  return packageFaults({ manifest, readme: textOf('README.md'), files, repository: repository.url })
}

const tarballs = packAll()
let complaints = 0
for (const [name, file] of Object.entries(tarballs)) {
  const { buffer, byteOffset, byteLength } = readFileSync(file)
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength)
  // A command has no exports to type-check.
  const found = [
    ...contentsOf(tarball),
    ...(await shapeOf(tarball)),
    ...(name === 'nostro' ? [] : await typesOf(tarball)),
  ]
  complaints += found.length
  for (const complaint of found) console.error(`${name}: ${complaint}`)
}
if (complaints === 0) console.log(`${Object.keys(tarballs).length} packages are fit to publish.`)
else process.exitCode = 1
