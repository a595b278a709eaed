/** The arrows of the house (ARCHITECTURE.md). An import against them fails the test run. */
const tests = '(\\.test(-d)?\\.ts$|^packages/[^/]+/test/)'

module.exports = {
  forbidden: [
    {
      name: 'core-imports-no-package-of-ours',
      severity: 'error',
      from: { path: '^packages/core/', pathNot: tests },
      to: { path: '^packages/(?!core/)' },
    },
    {
      name: 'providers-import-only-core-and-the-kit',
      severity: 'error',
      from: { path: '^packages/provider-(?!kit/|testkit/)([^/]+)/', pathNot: tests },
      to: { path: '^packages/', pathNot: '^packages/(core|provider-kit|provider-$1)/' },
    },
    {
      name: 'providers-never-import-each-other',
      comment: 'Not even in tests.',
      severity: 'error',
      from: { path: '^packages/provider-(?!kit/)([^/]+)/' },
      to: { path: '^packages/provider-', pathNot: '^packages/provider-(kit|$1)/' },
    },
    {
      name: 'the-kit-imports-only-core',
      comment: 'Not even in tests: it knows no bank.',
      severity: 'error',
      from: { path: '^packages/provider-kit/' },
      to: { path: '^packages/', pathNot: '^packages/(core|provider-kit)/' },
    },
    {
      name: 'the-testkit-imports-only-core',
      comment: 'It judges a provider by the contracts alone.',
      severity: 'error',
      from: { path: '^packages/provider-testkit/', pathNot: tests },
      to: { path: '^packages/', pathNot: '^packages/(core|provider-testkit)/' },
    },
    {
      name: 'the-kit-is-for-providers',
      comment: 'A program that uses banks needs core alone.',
      severity: 'error',
      from: { path: '^packages/(?!provider-)', pathNot: tests },
      to: { path: '^packages/provider-kit/' },
    },
    {
      name: 'simulators-import-nothing-of-ours',
      comment: 'A signer checked by its own code proves nothing. Holds for their tests too.',
      severity: 'error',
      from: { path: '^packages/simulators/' },
      to: { path: '^packages/(?!simulators/)' },
    },
    {
      name: 'only-the-composition-root-imports-simulators',
      severity: 'error',
      from: { path: '^packages/(?!(cli-demo|bench|simulators)/)', pathNot: tests },
      to: { path: '^packages/simulators/' },
    },
    {
      name: 'nothing-imports-the-command',
      severity: 'error',
      from: { pathNot: '^packages/cli-demo/' },
      to: { path: '^packages/cli-demo/' },
    },
    {
      name: 'server-imports-only-host-ledger-export-core',
      severity: 'error',
      from: { path: '^packages/server/', pathNot: tests },
      to: { path: '^packages/', pathNot: '^packages/(core|host|ledger|export|server)/' },
    },
    {
      name: 'only-the-composition-root-imports-the-server',
      severity: 'error',
      from: { path: '^packages/(?!(cli-demo|bench|server)/)' },
      to: { path: '^packages/server/' },
    },
    {
      name: 'nothing-imports-the-bench',
      severity: 'error',
      from: { pathNot: '^packages/bench/' },
      to: { path: '^packages/bench/' },
    },
    {
      name: 'dashboard-uses-the-api',
      comment: 'What the dashboard knows of the server stands in the OpenAPI document.',
      severity: 'error',
      from: { path: '^packages/server/dashboard/' },
      to: { path: '^packages/', pathNot: '^packages/server/(dashboard|node_modules)/' },
    },
    {
      name: 'ledger-imports-only-core',
      severity: 'error',
      from: { path: '^packages/ledger/', pathNot: tests },
      to: { path: '^packages/(?!(core|ledger)/)' },
    },
    {
      name: 'ledger-plan-is-pure',
      comment: 'The planner knows no store, no clock and no network.',
      severity: 'error',
      from: { path: '^packages/ledger/src/plan/', pathNot: tests },
      to: { path: '^packages/ledger/src/(?!plan/)' },
    },
    {
      name: 'ledger-index-loads-no-library',
      severity: 'error',
      from: { path: '^packages/ledger/src/(plan|sync|read|budgets|invoices|schedule|input)/', pathNot: tests },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '(^|/)@?nostro',
      },
    },
    {
      name: 'inversify-stays-in-di-and-module',
      severity: 'error',
      from: { pathNot: `(^packages/core/src/di/|/src/module\\.ts$|${tests})` },
      to: { path: '(^|/)(inversify|reflect-metadata)(/|$)' },
    },
    {
      name: 'core-index-loads-no-library',
      severity: 'error',
      from: {
        path: '^packages/core/src/(contracts|domain|errors|http|logging|options|budgets|parsing|polling|sessions|storage|aggregation)/',
        pathNot: tests,
      },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'undici-stays-in-node',
      comment: 'The rest of core is portable.',
      severity: 'error',
      from: { pathNot: `(^packages/(core/src/node|bench)/|${tests})`, path: '^packages/' },
      to: { path: '(^|/)node_modules/undici/' },
    },
    {
      name: 'pino-stays-in-its-own-path',
      comment: 'It is loaded only when a program imports @nostro/core/pino.',
      severity: 'error',
      from: { pathNot: `(^packages/core/src/pino/|${tests})`, path: '^packages/' },
      to: { path: '(^|/)node_modules/pino/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'through-the-index',
      comment: 'Other packages are reached by their public paths, never by a file inside them.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/(?!$1/)[^/]+/src/', dependencyTypes: ['local'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Templates belong to the packages that are made of them.
    exclude: { path: '(^|/)(dist|node_modules|create-nostro-provider/templates)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@nostro/source', 'import', 'node', 'default', 'types'],
    },
  },
}
