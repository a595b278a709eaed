import { useSuggestions } from '../../api/invoices.ts'
import { t, tn } from '../../i18n/i18n.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Matches that wait for a person; with nothing else to do either, a calm line says so. */
export const MatchesToConfirm = ({ hasOthers }: { readonly hasOthers: boolean }) => {
  const count = useSuggestions().state.value.data?.length ?? 0
  if (count > 0) {
    return (
      <li class="need">
        <Icon name="invoice" />
        <span>{tn('needs.matches', count)}</span>
        <ButtonLink href="/invoices" isSmall>
          {t('needs.open')}
        </ButtonLink>
      </li>
    )
  }
  return hasOthers ? null : (
    <li class="need need-calm">
      <Icon name="check" />
      <span>{t('needs.nothing')}</span>
    </li>
  )
}
