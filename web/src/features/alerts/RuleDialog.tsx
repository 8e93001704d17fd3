import { useQuery, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'
import type { AlertKind, AlertRule } from '@/shared/api/types'
import { FormComboBox, FormSelect } from '@/shared/form/choice-fields'
import { FormError } from '@/shared/form/FormError'
import { FormTextField } from '@/shared/form/fields'
import { useApiForm } from '@/shared/form/use-api-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { choicesQuery, createRule, rulesKey, updateRule } from './api'
import { KINDS, thresholdsOf, USUAL } from './thresholds'

const schema = z
  .object({
    kind: z.enum(['budget', 'pacing', 'cpa', 'roas', 'ctr', 'spend_spike']),
    campaign_id: z.nullable(z.string()),
    thresholds: z.string().check(z.trim(), z.minLength(1)),
  })
  .check(
    z.refine(({ kind, thresholds }) => !thresholds || thresholdsOf(kind, thresholds) !== undefined, {
      path: ['thresholds'],
    }),
  )
type Values = z.infer<typeof schema>

type Props = {
  /** Without one a new rule is made; what a rule is about stays. */
  rule: AlertRule | undefined
  onClose: () => void
}

export default function RuleDialog({ rule, onClose }: Props) {
  const { t } = useTranslation('alerts')
  const { t: common } = useTranslation('common')
  const org = useOrgId()
  const can = useCan()
  const client = useQueryClient()
  const { data: campaigns } = useQuery({
    ...choicesQuery(org),
    enabled: !rule && can('campaigns.read'),
  })
  const { form, submit, isSending, error } = useApiForm<Values, AlertRule>({
    schema,
    defaultValues: rule
      ? { kind: rule.kind, campaign_id: null, thresholds: rule.thresholds.join(', ') }
      : { kind: 'budget', campaign_id: null, thresholds: USUAL.budget },
    send: ({ kind, campaign_id, thresholds: text }) => {
      const thresholds = thresholdsOf(kind, text) ?? []
      return rule
        ? updateRule(org, rule, { thresholds })
        : createRule(org, { kind, thresholds, ...(campaign_id && { campaign_id }) })
    },
    onDone: () => {
      void client.invalidateQueries({ queryKey: rulesKey(org) })
      toast('ok', t('told.saved'))
      onClose()
    },
  })
  const { kind } = form.watch()
  const isWrong = form.formState.errors.thresholds?.type === 'custom'
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule ? t('dialog.edit', { name: t(`kind.${rule.kind}`) }) : t('rules.add')}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <FormError error={error} />
        {!rule && (
          <>
            <FormSelect<Values, AlertKind>
              control={form.control}
              name="kind"
              label={t('dialog.kind')}
              options={KINDS.map(id => ({ id, label: t(`kind.${id}`) }))}
            />
            <FormComboBox
              control={form.control}
              name="campaign_id"
              label={t('dialog.campaign')}
              description={t('dialog.campaign_hint')}
              placeholder={t('rules.every')}
              options={campaigns ?? []}
            />
          </>
        )}
        <FormTextField
          control={form.control}
          name="thresholds"
          label={t(`threshold.${kind}`)}
          description={isWrong ? t('dialog.wrong') : t(`hint.${kind}`)}
          placeholder={USUAL[kind]}
          inputMode={kind === 'budget' ? 'text' : 'decimal'}
          autoComplete="off"
          ltr
        />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={isSending}>
            {t('dialog.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
