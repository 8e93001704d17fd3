import { UserPlus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Role } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { Button } from '@/shared/ui/Button'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RouteTabs } from '@/shared/ui/RouteTabs'
import { useMemberRights } from './use-member-rights'

const InviteDialog = lazy(() => import('./InviteDialog'))

export type OpenInvite = (role?: Role) => void

type Props = { invite?: boolean; children: (openInvite: OpenInvite) => React.ReactNode }

/** Head of the team's pages: tabs and the invitation. */
export function TeamFrame({ invite = false, children }: Props) {
  const { t } = useTranslation('team')
  const { mayInvite } = useMemberRights()
  const [dialog, setDialog] = useState<{ role: Role } | undefined>(
    invite && mayInvite ? { role: 'member' } : undefined,
  )
  const open: OpenInvite = (role = 'member') => setDialog({ role })
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          mayInvite && (
            <Button variant="primary" onPress={() => open()}>
              <UserPlus aria-hidden />
              {t('invite.open')}
            </Button>
          )
        }
      />
      <Guard need="members.read">
        <RouteTabs
          label={t('title')}
          tabs={[
            { to: '/team', label: t('tab.members'), exact: true },
            { to: '/team/invitations', label: t('tab.invitations') },
          ]}
        />
        {children(open)}
      </Guard>
      <Suspense>
        {dialog && <InviteDialog role={dialog.role} onClose={() => setDialog(undefined)} />}
      </Suspense>
    </>
  )
}
