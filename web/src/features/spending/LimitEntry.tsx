import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { SpendLimit } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { spendingKey } from '@/shared/spending/api'
import { Button } from '@/shared/ui/Button'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { IconButton } from '@/shared/ui/IconButton'
import { toast } from '@/shared/ui/toast'
import { removeLimit } from './api'
import { Cap } from './Cap'

type Props = {
  limit: SpendLimit
  /** Nothing for who may only look. */
  onEdit: (() => void) | undefined
}

export function LimitEntry({ limit, onEdit }: Props) {
  const { t } = useTranslation('spending')
  const format = useFormat()
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const [asking, setAsking] = useState(false)
  const { currency, daily_cap, lifetime_cap, approval_above, counted_from, usage } = limit
  const name = format.currencyName(currency)
  const remove = useMutation({
    mutationFn: () => removeLimit(org, limit),
    onSuccess: () => toast('ok', t('told.removed')),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      setAsking(false)
      void client.invalidateQueries({ queryKey: spendingKey(org) })
    },
  })
  return (
    <li className="px-5 py-5 sm:px-6">
      <div className="flex items-center justify-between gap-4">
        <h3 className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-base font-semibold">
          {name}
          <span className="ltr text-sm font-normal text-muted">{currency}</span>
        </h3>
        {onEdit && (
          <div className="flex shrink-0 items-center gap-1">
            <Button size="sm" aria-label={t('limits.edit_of', { name })} onPress={onEdit}>
              <Pencil aria-hidden />
              {t('limits.edit')}
            </Button>
            <IconButton label={t('limits.remove_of', { name })} onPress={() => setAsking(true)}>
              <Trash2 />
            </IconButton>
          </div>
        )}
      </div>
      <dl className="mt-4 grid gap-x-8 gap-y-6 md:grid-cols-3">
        <Cap
          label={t('cap.daily')}
          cap={daily_cap ?? null}
          currency={currency}
          now={usage && { label: t('cap.spent_today'), value: usage.spent_today }}
          committed={usage && { label: t('cap.committed_daily'), value: usage.committed_daily }}
        />
        <Cap
          adds
          label={t('cap.lifetime')}
          cap={lifetime_cap ?? null}
          currency={currency}
          now={usage && { label: t('cap.spent', { date: format.day(counted_from) }), value: usage.spent }}
          committed={usage && { label: t('cap.committed'), value: usage.committed }}
        />
        <div>
          <dt className="text-sm text-muted">{t('cap.approval')}</dt>
          <dd>
            {approval_above == null ? (
              <p className="mt-0.5 text-lg text-faint">{t('cap.nobody')}</p>
            ) : (
              <>
                <p className="tabular mt-0.5 text-xl font-semibold">
                  {format.money(approval_above, { code: currency, whole: Number.isInteger(approval_above) })}
                </p>
                <p className="mt-2.5 text-sm text-muted">{t('cap.approval_body')}</p>
              </>
            )}
          </dd>
        </div>
      </dl>
      <ConfirmDialog
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
        isPending={remove.isPending}
        title={t('limits.remove_title', { name })}
        confirmLabel={t('limits.remove')}
      >
        {t('limits.remove_body')}
      </ConfirmDialog>
    </li>
  )
}
