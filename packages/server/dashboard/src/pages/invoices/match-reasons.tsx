import type { Match } from '../../api/invoices.ts'
import { t, tWord } from '../../i18n/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { Badge, type Tone } from '../../ui/panel.tsx'
import { factText } from './fact-text.ts'

const tones: Readonly<Record<Match['class'], Tone>> = {
  A: 'good',
  B: 'good',
  C: 'good',
  D: 'good',
  E: 'accent',
  F: 'warn',
  G: 'warn',
  person: 'accent',
}

/** How strong the evidence is, in a word. */
export const MatchClass = ({ match }: { readonly match: Match }) => (
  <Badge tone={match.weak ? 'warn' : tones[match.class]}>{tWord('match.class', match.class)}</Badge>
)

/** Why: what the entry says beside what the invoice says, and what speaks against it. */
export const MatchReasons = ({ match }: { readonly match: Match }) => (
  <ul class="reasons" aria-label={t('match.reasons')}>
    {match.reasons.map((reason) => (
      <li key={`${reason.kind} ${reason.transaction}`} class={reason.supports ? 'reason' : 'reason reason-against'}>
        <Icon name={reason.supports ? 'check' : 'alert'} />
        <span>
          <strong>{tWord('match.reason', reason.kind)}</strong>
          {!reason.supports && <span class="note"> {t('match.against')}</span>}
          <span class="reason-sides">
            <span>
              <span class="note">{t('match.entry')}</span> {factText(reason.transaction)}
            </span>
            <span>
              <span class="note">{t('match.invoice')}</span> {factText(reason.invoice)}
            </span>
          </span>
        </span>
      </li>
    ))}
  </ul>
)
