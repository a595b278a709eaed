import type { TextKey } from '../i18n/catalogue.ts'
import { t } from '../i18n/i18n.ts'
import { Dialog } from '../ui/dialog.tsx'

const keys: readonly (readonly [string, TextKey])[] = [
  ['/', 'help.search'],
  ['j', 'help.next'],
  ['k', 'help.previous'],
  ['Enter', 'help.open'],
  ['h', 'help.hide'],
  ['Esc', 'help.close'],
  ['?', 'help.this'],
]

export const HelpDialog = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog title={t('help.title')} onClose={onClose}>
    <dl class="keys">
      {keys.map(([key, text]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
)
