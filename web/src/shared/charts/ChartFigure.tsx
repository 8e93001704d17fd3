import { ChartNoAxesColumn, Table2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { SaveImage } from './SaveImage'

type Props = {
  /** What is drawn, said to who does not see it. */
  label: string
  legend?: React.ReactNode
  chart: React.ReactNode
  /** The same numbers. */
  table: React.ReactNode
}

/** A chart with its numbers behind it. */
export function ChartFigure({ label, legend, chart, table }: Props) {
  const { t } = useTranslation('shared/charts')
  const [isTable, setTable] = useState(false)
  const picture = useRef<HTMLDivElement>(null)
  const key = useRef<HTMLSpanElement>(null)
  const Icon = isTable ? ChartNoAxesColumn : Table2
  return (
    <figure aria-label={label}>
      {isTable ? table : <div ref={picture}>{chart}</div>}
      <figcaption className="mt-4 flex flex-wrap items-center justify-between gap-x-5 gap-y-2 text-sm text-muted">
        <span ref={key} className="flex flex-wrap gap-x-5 gap-y-1">
          {legend}
        </span>
        <span className="-me-3 ms-auto flex flex-wrap justify-end">
          {!isTable && <SaveImage title={label} parts={() => [picture.current, key.current]} />}
          <Button size="sm" variant="ghost" onPress={() => setTable(!isTable)}>
            <Icon aria-hidden />
            {t(isTable ? 'chart' : 'table')}
          </Button>
        </span>
      </figcaption>
    </figure>
  )
}

/** What a line stands for. */
export function Legend({ isDashed, children }: { isDashed?: boolean; children: React.ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      <span
        aria-hidden
        className={
          isDashed ? 'w-4 border-t-2 border-dashed border-faint' : 'h-0.5 w-4 rounded-full bg-accent'
        }
      />
      {children}
    </span>
  )
}
