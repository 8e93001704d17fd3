import { KeyRound } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { CopyField } from '@/shared/ui/CopyField'
import { EmptyState } from '@/shared/ui/EmptyState'
import { firstCall } from './first-call'

/** Nothing yet: the way from here to the first answer. */
export function FirstKey({ action }: { action: React.ReactNode }) {
  const { t } = useTranslation('keys')
  return (
    <div className="pb-8">
      <EmptyState icon={<KeyRound />} title={t('first.title')} action={action}>
        {t('first.body')}
      </EmptyState>
      <ol className="mx-auto grid max-w-2xl grid-cols-1 gap-5 px-6">
        {(['create', 'call', 'answer'] as const).map((step, index) => (
          <li key={step} className="flex gap-4">
            <span
              aria-hidden
              className="tabular grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent-text"
            >
              {index + 1}
            </span>
            <div className="min-w-0 grow">
              <p>{t(`first.${step}`)}</p>
              {step === 'call' && (
                <div className="mt-2">
                  <CopyField label={t('first.call_label')} hideLabel value={firstCall('cmis_live_…')} />
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  )
}
