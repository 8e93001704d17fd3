import { createFileRoute } from '@tanstack/react-router'
import { ActivityFeed } from '@/features/activity/ActivityFeed'
import { MemberPage } from '@/features/team/MemberPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/team/$memberId')({
  loader: strings('team', 'activity', 'shared/platforms'),
  component: function Page() {
    const { memberId } = Route.useParams()
    return <MemberPage id={memberId} activity={<ActivityFeed member={memberId} />} />
  },
})
