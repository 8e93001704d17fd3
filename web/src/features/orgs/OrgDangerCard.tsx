import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LogOut, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Org } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, meQuery, orgsQuery } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { deleteOrg, leaveOrg, orgQuery } from './api'
import { useRestoreOrg } from './DeletionBanner'

/** The two ways out: leaving it, and ending it for everybody. */
export function OrgDangerCard({ org, canDelete }: { org: Org; canDelete: boolean }) {
  const { t } = useTranslation('orgs')
  const [asking, setAsking] = useState<'leave' | 'delete'>()
  const close = () => setAsking(undefined)
  return (
    <Card title={t('danger.title')} tone="danger">
      <ul className="divide-y divide-line">
        <Way title={t('leave.title')} text={t('leave.lead')}>
          <Button onPress={() => setAsking('leave')}>
            <LogOut aria-hidden className="mirror" />
            {t('leave.open')}
          </Button>
        </Way>
        {canDelete && !org.deletes_at && (
          <Way title={t('delete.title')} text={t('delete.lead')}>
            <Button variant="danger" onPress={() => setAsking('delete')}>
              <Trash2 aria-hidden />
              {t('delete.open')}
            </Button>
          </Way>
        )}
      </ul>
      <LeaveDialog org={org} isOpen={asking === 'leave'} onClose={close} />
      <DeleteDialog org={org} isOpen={asking === 'delete'} onClose={close} />
    </Card>
  )
}

function Way({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4 first:pt-0 last:pb-0">
      <div className="min-w-0 grow basis-72">
        <h3 className="font-medium">{title}</h3>
        <p className="text-sm text-muted">{text}</p>
      </div>
      {children}
    </li>
  )
}

type DialogProps = { org: Org; isOpen: boolean; onClose: () => void }

function LeaveDialog({ org, isOpen, onClose }: DialogProps) {
  const { t } = useTranslation('orgs')
  const errorText = useErrorText()
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: () => leaveOrg(org.id),
    onSuccess: async () => {
      await client.fetchQuery({ ...contextQuery, staleTime: 0 })
      await navigate({ to: '/organizations', ignoreBlocker: true })
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === 'org' })
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] })
      toast('ok', t('leave.done', { name: org.name }))
    },
    onError: error => {
      onClose()
      toast('danger', errorText(error))
    },
  })
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('leave.ask', { name: org.name })}
      confirmLabel={t('leave.confirm')}
      isPending={leave.isPending}
      onConfirm={() => leave.mutate()}
      onClose={onClose}
    >
      {t('leave.body')}
    </ConfirmDialog>
  )
}

function DeleteDialog({ org, isOpen, onClose }: DialogProps) {
  const { t } = useTranslation('orgs')
  const errorText = useErrorText()
  const client = useQueryClient()
  const restore = useRestoreOrg(org)
  const remove = useMutation({
    mutationFn: () => deleteOrg(org.id, org.name),
    onSuccess: fresh => {
      client.setQueryData(orgQuery(org.id).queryKey, fresh)
      void client.invalidateQueries({ queryKey: contextQuery.queryKey })
      void client.invalidateQueries({ queryKey: orgsQuery.queryKey })
      onClose()
      toast('info', t('delete.done'), { label: t('delete.undo'), run: restore.mutate })
    },
    onError: error => toast('danger', errorText(error)),
  })
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('delete.ask', { name: org.name })}
      confirmLabel={t('delete.confirm')}
      typeToConfirm={org.name}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('delete.body')}</p>
      <p className="mt-3">{t('delete.body_undo')}</p>
    </ConfirmDialog>
  )
}
