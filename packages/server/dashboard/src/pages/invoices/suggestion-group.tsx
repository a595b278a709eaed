import type { Match } from '../../api/invoices.ts'
import { tn } from '../../i18n/i18n.ts'
import { SuggestionCard } from './suggestion-card.tsx'

type Group = readonly [Match, ...Match[]]

/** Suggestions for the same invoices together, in the order in which the server gives them: the likeliest first. */
export const toSuggestionGroups = (matches: readonly Match[]): readonly Group[] => {
  const groups = new Map<string, [Match, ...Match[]]>()
  for (const match of matches) {
    const key = match.invoices.map(({ invoiceId }) => invoiceId).join(' ')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [match])
    else group.push(match)
  }
  return [...groups.values()]
}

/** One question to a person: which entry pays these invoices. Others than the first stand behind it. */
export const SuggestionGroup = ({ matches: [first, ...others] }: { readonly matches: Group }) => (
  <div class="stack">
    <SuggestionCard match={first} />
    {others.length > 0 && (
      <details class="other-matches">
        <summary>{tn('match.others', others.length)}</summary>
        <div class="stack">
          {others.map((match) => (
            <SuggestionCard key={match.id} match={match} />
          ))}
        </div>
      </details>
    )}
  </div>
)
