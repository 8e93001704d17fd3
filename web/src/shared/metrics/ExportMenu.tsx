import { useMutation } from '@tanstack/react-query'
import { ChevronDown, FileDown, FileSpreadsheet, FileText } from 'lucide-react'
import { Fragment } from 'react'
import { api, callFile } from '@/shared/api/client'
import type { paths } from '@/shared/api/schema'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { download } from '@/shared/lib/download'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import { toast } from '@/shared/ui/toast'

type Asked = NonNullable<paths['/api/orgs/{org_id}/analytics/export']['get']['parameters']['query']>
type Query = Asked & Required<Pick<Asked, 'report' | 'format'>>
/** A report with the filters that the page has now. */
export type Report = Omit<Query, 'format'>

const FORMATS = [
  { format: 'csv', name: 'CSV', Icon: FileText },
  { format: 'xlsx', name: 'XLSX', Icon: FileSpreadsheet },
] as const

/** What the page shows, as files for a spreadsheet. */
export function ExportMenu({ reports }: { reports: Report[] }) {
  const { t } = useTranslation('shared/metrics')
  const errorText = useErrorText()
  const org = useOrgId()
  const keep = useMutation({
    mutationFn: (query: Query) =>
      callFile(
        api.GET('/api/orgs/{org_id}/analytics/export', {
          params: { path: { org_id: org }, query },
          parseAs: 'blob',
        }),
      ),
    onSuccess: ({ file, name }, { report, format }) => {
      download(name ?? `${report}.${format}`, file)
      toast('ok', t('export.done'))
    },
    onError: error => toast('danger', errorText(error)),
  })
  return (
    <Menu
      label={t('export.label')}
      trigger={
        <Button isPending={keep.isPending}>
          <FileDown aria-hidden />
          {t('export.open')}
          <ChevronDown aria-hidden className="text-faint" />
        </Button>
      }
    >
      {reports.map((report, index) => (
        <Fragment key={report.report}>
          {index > 0 && <MenuSeparator />}
          {FORMATS.map(({ format, name, Icon }) => (
            <MenuItem
              key={format}
              icon={<Icon />}
              text={t('export.item', { report: t(`export.report.${report.report}`), format: name })}
              trail={<span className="ltr ps-4 text-xs text-faint">{name}</span>}
              onAction={() => keep.mutate({ ...report, format })}
            >
              {t(`export.report.${report.report}`)}
            </MenuItem>
          ))}
        </Fragment>
      ))}
    </Menu>
  )
}
