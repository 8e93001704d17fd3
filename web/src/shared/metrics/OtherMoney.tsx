import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'

/** Money in other currencies: it stands beside a sum and is never part of it. */
export function OtherMoney({ amounts }: { amounts: { currency: string; spend: number }[] }) {
  const { t } = useTranslation('shared/metrics')
  const format = useFormat()
  if (amounts.length === 0) return null
  return (
    <span className="mt-2 flex flex-wrap gap-x-3 text-xs font-normal text-muted">
      <span>{t('besides')}</span>
      {amounts.map(({ currency, spend }) => (
        <bdi
          key={currency}
          title={format.money(spend, { code: currency })}
          className="tabular whitespace-nowrap"
        >
          {`${format.compact(spend)} ${currency}`}
        </bdi>
      ))}
    </span>
  )
}
