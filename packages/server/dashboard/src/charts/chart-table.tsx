import type { ComponentChildren } from 'preact'
import { t } from '../i18n/i18n.ts'
import { Scroll } from '../ui/scroll.tsx'

/** The numbers of a plot as a table, for those who do not see it. */
export const ChartTable = ({
  heads,
  rows,
}: {
  readonly heads: readonly string[]
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[]
}) => (
  <details class="chart-table">
    <summary>{t('chart.table')}</summary>
    <Scroll label={t('chart.table')}>
      <table class="table">
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={head} scope="col" class={index === 0 ? '' : 'number'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={`${key}-${heads[index]}`} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={`${key}-${heads[index]}`} class="number">
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  </details>
)
