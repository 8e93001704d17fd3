import { Check } from 'lucide-react'
import { useMemo } from 'react'
import { createFormat, type Format } from '@/shared/format/format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { StagePattern } from './StagePattern'

const BARS = [38, 52, 44, 66, 58, 82, 96]

/** A picture, not information: hidden from screen readers and from small screens. */
export default function Stage() {
  const { t, language } = useTranslation('auth')
  // Nobody is signed in, whose zone or currency could be asked for.
  const format = useMemo(() => createFormat({ language }), [language])
  return (
    <div aria-hidden className="hidden p-3 ps-0 lg:block">
      <div className="sticky top-3 flex h-[calc(100dvh-1.5rem)] min-h-160 flex-col justify-between overflow-hidden rounded-xl bg-linear-160 from-stage-from to-stage-to p-10 text-white xl:p-14">
        <StagePattern />
        <div className="absolute -end-32 -top-40 size-130 rounded-full bg-stage-glow/25 blur-[110px]" />
        <div className="relative max-w-lg">
          <p className="text-4xl font-semibold text-balance">{t('stage.headline')}</p>
          <p className="mt-4 text-lg text-white/72">{t('stage.sub')}</p>
        </div>
        <div className="relative mt-12 max-w-lg">
          <div className="rounded-xl border border-white/14 bg-white/8 p-6 shadow-pop backdrop-blur-md">
            <div className="flex items-center justify-between">
              <p className="font-medium">{t('stage.card_title')}</p>
              <p className="flex items-center gap-2 rounded-full bg-white/10 px-2.5 py-1 text-xs">
                <span className="size-1.5 rounded-full bg-stage-glow" />
                {t('stage.card_badge')}
              </p>
            </div>
            <div className="mt-5 grid grid-cols-3 gap-4">
              <Figure
                label={t('stage.spend')}
                value={format.money(18_420, { whole: true })}
                trend={8.4}
                format={format}
              />
              <Figure label={t('stage.ctr')} value={format.percent(3.72)} trend={12.1} format={format} />
              <Figure
                label={t('stage.conversions')}
                value={format.number(1286)}
                trend={5.6}
                format={format}
              />
            </div>
            <div dir="ltr" className="mt-6 flex h-28 items-end gap-2.5">
              {BARS.map((height, index) => (
                <span
                  key={height}
                  className={
                    index === BARS.length - 1
                      ? 'grow rounded-sm bg-stage-glow'
                      : 'grow rounded-sm bg-white/18'
                  }
                  style={{ height: `${height}%` }}
                />
              ))}
            </div>
          </div>
          <div className="relative -mt-5 ms-auto flex w-fit items-center gap-3 rounded-lg border border-white/14 bg-white/14 py-3 ps-3 pe-5 shadow-pop backdrop-blur-lg xl:-me-6">
            <span className="grid size-9 place-items-center rounded-full bg-stage-glow text-stage-to">
              <Check className="size-5" strokeWidth={2.5} />
            </span>
            <div>
              <p className="font-medium">{t('stage.approved')}</p>
              <p className="text-sm text-white/70">{t('stage.approved_by')}</p>
            </div>
          </div>
        </div>
      </div>
    </div>
  )
}

type FigureProps = { label: string; value: string; trend: number; format: Format }

function Figure({ label, value, trend, format }: FigureProps) {
  return (
    <div className="min-w-0">
      <p className="text-sm text-white/66">{label}</p>
      <p className="tabular mt-1 truncate text-xl font-semibold">{value}</p>
      <p dir="ltr" className="tabular w-fit text-xs text-stage-glow">
        ↑ {format.percent(trend)}
      </p>
    </div>
  )
}
