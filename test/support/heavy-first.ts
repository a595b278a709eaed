import { statSync } from 'node:fs'
import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest files, longest first: begun last, one of them would keep one processor busy while the other waits. */
const heaviest: readonly string[] = [
  'packages/cli-demo/test/conformance.test.ts',
  'test/browser/bankid-page.test.ts',
  'test/packages.test.ts',
  'test/canaries/command.test.ts',
  'packages/bench/test/quick-run.test.ts',
  'test/browser/dashboard.test.ts',
  'packages/provider-testkit/test/bite.test.ts',
  'packages/cli-demo/test/hostile-texts.test.ts',
  'packages/cli-demo/test/commands.test.ts',
  'packages/cli-demo/test/sync.test.ts',
  'packages/cli-demo/test/serve.test.ts',
  'test/killed-payments/every-step.test.ts',
  'test/simulators-command.test.ts',
  'packages/core/test/zoo/zoo.test.ts',
  'test/readme.test.ts',
  'packages/create-nostro-provider/test/templates.test.ts',
  'test/canaries/library.test.ts',
  'test/killed-payments/killed-payments.test.ts',
  'packages/cli-demo/test/option-values.test.ts',
  'packages/ledger/test/crash.test.ts',
  'test/canaries/ledger.test.ts',
  'test/command-end.test.ts',
  'packages/ledger/test/kill.test.ts',
  'packages/cli-demo/test/bunq-commands.test.ts',
  'test/browser/ing-pages.test.ts',
  'test/killed-process.test.ts',
  'packages/cli-demo/test/bunq-pay.test.ts',
  'test/soak/mutants/mutants.test.ts',
  'packages/server/test/defences.test.ts',
  'test/refresh-race.test.ts',
]

/** Heavy files first, then the larger before the smaller. */
export class HeavyFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weighed = files.map((file) => {
      const place = heaviest.indexOf(relative(this.ctx.config.root, file.moduleId))
      return { file, place: place === -1 ? heaviest.length : place, size: statSync(file.moduleId).size }
    })
    return weighed.toSorted((a, b) => a.place - b.place || b.size - a.size).map(({ file }) => file)
  }
}
