import { CalendarDays, Check, ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { Button } from '@/shared/ui/Button'
import { Popover } from '@/shared/ui/Popover'
import { TextField } from '@/shared/ui/TextField'
import { isPeriod, type Period, type PeriodSearch, PRESETS, presetOf } from './period'

type Props = {
  search: PeriodSearch
  /** The days that it means. */
  period: Period
  onChange: (search: { [Key in keyof PeriodSearch]: PeriodSearch[Key] | undefined }) => void
}

/** The days that numbers are of: one of the usual periods, or from one day to another. */
export function PeriodPicker({ search, period, onChange }: Props) {
  const { t } = useTranslation('shared/metrics')
  const format = useFormat()
  const preset = presetOf(search)
  const days = format.days(period.start_date, period.end_date)
  return (
    <Popover
      label={t('period.label')}
      className="w-72 p-2"
      trigger={
        <Button aria-label={t('period.open', { name: t(`period.${preset}`), days })}>
          <CalendarDays aria-hidden />
          <span>{preset === 'custom' ? days : t(`period.${preset}`)}</span>
          <ChevronDown aria-hidden className="text-faint" />
        </Button>
      }
    >
      {close => (
        <>
          <ul>
            {PRESETS.map(id => (
              <li key={id}>
                <button
                  type="button"
                  aria-current={preset === id || undefined}
                  onClick={() => {
                    onChange({ period: id === '30' ? undefined : id, from: undefined, to: undefined })
                    close()
                  }}
                  className={cx(
                    'flex min-h-9 w-full items-center justify-between gap-3 rounded-sm px-2.5 text-start hover:bg-ink/6 pointer-coarse:min-h-11',
                    preset === id && 'font-medium text-accent-text',
                  )}
                >
                  {t(`period.${id}`)}
                  {preset === id && <Check aria-hidden className="size-4.5" />}
                </button>
              </li>
            ))}
          </ul>
          <Custom
            period={period}
            onChoose={(from, to) => {
              onChange({ period: undefined, from, to })
              close()
            }}
          />
        </>
      )}
    </Popover>
  )
}

function Custom({ period, onChoose }: { period: Period; onChoose: (from: string, to: string) => void }) {
  const { t } = useTranslation('shared/metrics')
  const [from, setFrom] = useState(period.start_date)
  const [to, setTo] = useState(period.end_date)
  const [isWrong, setWrong] = useState(false)
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    if (isPeriod(from, to)) onChoose(from, to)
    else setWrong(true)
  }
  return (
    <form
      onSubmit={submit}
      noValidate
      className="mt-2 flex flex-col gap-3 border-t border-line px-2.5 pt-3 pb-2"
    >
      <p className="text-sm font-medium">{t('period.custom')}</p>
      <TextField label={t('period.from')} type="date" value={from} onChange={setFrom} max={to} />
      <TextField
        label={t('period.to')}
        type="date"
        value={to}
        onChange={setTo}
        min={from}
        errorMessage={isWrong && !isPeriod(from, to) ? t('period.wrong') : undefined}
      />
      <Button type="submit" variant="primary">
        {t('period.apply')}
      </Button>
    </form>
  )
}
