import { t } from '../../i18n/i18n.ts'
import { Icon } from '../../ui/icon.tsx'

/** What is left when nothing needs a person. */
export const MatchesToConfirm = ({ hasOthers }: { readonly hasOthers: boolean }) =>
  hasOthers ? null : (
    <li class="need need-calm">
      <Icon name="check" />
      <span>{t('needs.nothing')}</span>
    </li>
  )
