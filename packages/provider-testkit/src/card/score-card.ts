import type { CheckResult } from '../run-checks.ts'

/** What a run came to. The order is that of the checks; two equal runs give equal cards. */
export interface ScoreCard {
  readonly provider: string
  readonly proved: number
  readonly notProvable: number
  readonly excepted: number
  readonly failed: number
  readonly checks: readonly CheckResult[]
}

/**
 * @example
 * const card = toScoreCard('my-bank', results)
 */
export const toScoreCard = (provider: string, checks: readonly CheckResult[]): ScoreCard => {
  const count = (wanted: CheckResult['result']): number => checks.filter(({ result }) => result === wanted).length
  return {
    provider,
    proved: count('proved'),
    notProvable: count('notProvable'),
    excepted: count('excepted'),
    failed: count('failed'),
    checks,
  }
}

const totals = ({ proved, notProvable, excepted, failed }: ScoreCard): string =>
  `proved ${proved} · not provable here ${notProvable} · excepted ${excepted} · failed ${failed}`

const marks = { proved: '✓', notProvable: '–', excepted: '!', failed: '✗' } as const

/**
 * The card for a terminal: what failed with its reason, and the totals.
 *
 * @example
 * console.log(renderText(card))
 */
export const renderText = (card: ScoreCard): string =>
  [
    ...card.checks
      .filter(({ result }) => result !== 'proved')
      .map(
        ({ id, result, reason, why }) =>
          `${marks[result]} ${id}: ${reason ?? ''}${result === 'failed' ? `\n    ${why}` : ''}`,
      ),
    `${card.provider}: ${totals(card)}`,
  ].join('\n')

/**
 * The card as a page of documentation.
 *
 * @example
 * await writeFile('card.md', renderMarkdown(card))
 */
export const renderMarkdown = (card: ScoreCard): string =>
  [
    `# Conformance of ${card.provider}`,
    '',
    `${totals(card)}.`,
    '',
    '| | check | what holds | reason |',
    '| --- | --- | --- | --- |',
    ...card.checks.map(
      ({ id, result, title, reason = '' }) =>
        `| ${marks[result]} | ${id} | ${title} | ${reason.replaceAll('|', '\\|')} |`,
    ),
    '',
  ].join('\n')

const escapeText = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0) ?? 0};`)

/**
 * The card as one static page without script.
 *
 * @example
 * await writeFile('card.html', renderHtml(card))
 */
export const renderHtml = (card: ScoreCard): string =>
  [
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Conformance of ${escapeText(card.provider)}</title>`,
    '<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}td,th{padding:.2rem .6rem;text-align:left;vertical-align:top}</style>',
    `<h1>Conformance of ${escapeText(card.provider)}</h1><p>${totals(card)}</p>`,
    '<table><thead><tr><th>Result</th><th>Check</th><th>What holds, and why it matters</th><th>Source</th></tr></thead><tbody>',
    ...card.checks.map(
      ({ id, result, title, why, source, reason }) =>
        `<tr><td>${marks[result]} ${result}</td><td>${id}</td><td>${escapeText(title)} ${escapeText(why)}${reason === undefined ? '' : `<br><em>${escapeText(reason)}</em>`}</td><td>${escapeText(source)}</td></tr>`,
    ),
    '</tbody></table></html>',
    '',
  ].join('\n')

/**
 * A badge with what was proved of what could be, as SVG.
 *
 * @example
 * await writeFile('badge.svg', renderBadge(card))
 */
export const renderBadge = (card: ScoreCard): string => {
  const text = `${card.proved}/${card.proved + card.failed + card.excepted}`
  const colour = card.failed > 0 ? '#b3261e' : '#1b6e3c'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="20" role="img" aria-label="conformance ${text}">`,
    `<rect width="90" height="20" fill="#444"/><rect x="90" width="70" height="20" fill="${colour}"/>`,
    '<g fill="#fff" font-family="Verdana,sans-serif" font-size="11" text-anchor="middle">',
    `<text x="45" y="14">conformance</text><text x="125" y="14">${text}</text></g></svg>`,
    '',
  ].join('\n')
}
