// What a reader of the registry would miss in a package: README, keywords, repository; and what should not be in it.

const missing = (isThere, what) => (isThere ? [] : [what])

/** @returns one line for each fault. `repository` is the address in the root's package.json; `files` are paths in the package. */
export const packageFaults = ({ manifest, readme, files, repository }) => {
  const { name, keywords = [], license, repository: own, description = '' } = manifest
  // `npm create x` runs the package create-x.
  const install = name.startsWith('create-') ? `npm create ${name.slice(7)}` : `npm install .*${name}`
  const [, afterInstall] = readme.split(new RegExp(`^${install}(?:\\s.*)?$`, 'm'))
  return [
    ...missing(description.length >= 10, 'package.json has no description'),
    ...missing(keywords.length >= 3, 'package.json has fewer than 3 keywords'),
    ...missing(license !== undefined, 'package.json has no license'),
    ...missing(
      own?.url === repository && own.directory?.startsWith('packages/') === true,
      'package.json needs the repository of the root, and its own directory in it',
    ),
    ...missing(files.includes('LICENSE'), 'LICENSE is missing'),
    ...missing(readme.startsWith(`# ${name}\n`), 'README.md is missing, or does not begin with the name'),
    ...missing(afterInstall !== undefined, 'README.md has no npm install line'),
    ...missing(/^```(?:ts|sh)$/m.test(afterInstall ?? ''), 'README.md has no sample'),
    ...files
      .filter((file) => file.endsWith('.map'))
      .slice(0, 3)
      .map((file) => `${file}: a source map without its source`),
    ...files
      .filter((file) => !file.startsWith('templates/'))
      .filter((file) => /\.test(?:-d)?\.|(?:^|\/)(?:test|__fixtures__)\//.test(file))
      .slice(0, 3)
      .map((file) => `${file}: a test is published`),
  ]
}
