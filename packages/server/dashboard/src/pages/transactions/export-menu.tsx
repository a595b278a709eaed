import { useState } from 'preact/hooks'
import { toProblem } from '../../api/problem.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { useBusy } from '../../ui/use-busy.ts'
import { type Filters, toExportQuery } from './filters.ts'

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'ndjson', label: 'NDJSON' },
] as const

/** Fetched by the page and then kept by the browser: an address that a browser opens as a page gives no data. */
const download = async (format: string, filters: Filters): Promise<void> => {
  const response = await fetch(`/v1/exports/${format}?${toExportQuery(filters)}`)
  if (!response.ok) throw await toProblem(response)
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = `nostro.${format}`
  link.click()
  URL.revokeObjectURL(address)
}

export const ExportMenu = ({ filters }: { readonly filters: Filters }) => {
  const [isOpen, setOpen] = useState(false)
  const [format, setFormat] = useState<string>('csv')
  const [isBusy, run] = useBusy()
  return (
    <>
      <Button icon="download" onClick={() => setOpen(true)}>
        {t('export.title')}
      </Button>
      {isOpen && (
        <Dialog title={t('export.title')} onClose={() => setOpen(false)}>
          <p>{t('export.text')}</p>
          <SelectField label={t('export.format')} value={format} onChange={setFormat} choices={formats} />
          <div class="form-actions">
            <Button
              kind="primary"
              icon="download"
              isBusy={isBusy}
              onClick={() =>
                void run(async () => {
                  await download(format, filters)
                  setOpen(false)
                })
              }
            >
              {t('export.download')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
