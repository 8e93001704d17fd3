import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { PlatformId } from '@/shared/platforms/platforms'
import { useOrgId } from '@/shared/session/queries'
import { ButtonLink } from '@/shared/ui/Link'
import { toast } from '@/shared/ui/toast'
import { finish, finishByLink, integrationQuery } from './api'
import { CallbackFailed } from './CallbackFailed'
import { Ending } from './Ending'
import { Finishing } from './Finishing'
import { type Answer, begunHere, forgetBegun, hasAnswer, orgOf, takeAnswer } from './journey'
import { OpenFrame } from './OpenFrame'
import { OtherOrg } from './OtherOrg'
import { countUsed } from './state'
import { usePlatformWords } from './use-platform-words'

type Props = { platform: PlatformId }

/** Where platforms send people back to. What they bring is exchanged once; a reload finds nothing to spend. */
export function CallbackPage({ platform }: Props) {
  const [begun] = useState(begunHere)
  return (
    <OpenFrame>
      {begun.link ? <ByLink platform={platform} link={begun.link} /> : <ByMember platform={platform} />}
    </OpenFrame>
  )
}

/** Once the page is there, and not again. */
function useAnswer(spend: (answer: Answer) => void): boolean {
  const [isEmpty] = useState(() => !hasAnswer())
  // biome-ignore lint/correctness/useExhaustiveDependencies: what came is there once, whatever is drawn anew
  useEffect(() => {
    const answer = takeAnswer()
    if (answer) spend(answer)
  }, [])
  return isEmpty
}

function ByMember({ platform }: Props) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const here = useOrgId()
  const [{ mends }] = useState(begunHere)
  const [elsewhere, setElsewhere] = useState<{ org: string; integration: Integration }>()
  const exchange = useMutation({
    mutationFn: (answer: Answer) => finish(orgOf(answer), platform, answer),
    onSuccess: async ({ data, message }, answer) => {
      const org = orgOf(answer)
      forgetBegun()
      client.setQueryData(integrationQuery(org, data.id).queryKey, data)
      void client.invalidateQueries({ queryKey: ['org', org] })
      if (org !== here) return setElsewhere({ org, integration: data })
      if (message) toast('ok', message)
      if (countUsed(data) > 0)
        return navigate({
          to: '/integrations/$integrationId',
          params: { integrationId: data.id },
          replace: true,
        })
      await navigate({
        to: '/integrations/connect/$platform',
        params: { platform },
        search: { integration: data.id },
        replace: true,
      })
    },
  })
  const isEmpty = useAnswer(exchange.mutate)
  if (elsewhere) return <OtherOrg {...elsewhere} />
  if (isEmpty) return <Spent />
  if (exchange.error)
    return (
      <CallbackFailed
        error={exchange.error}
        platform={platform}
        actions={
          <>
            <ButtonLink
              to="/integrations/connect/$platform"
              params={{ platform }}
              search={{ mends }}
              variant="primary"
            >
              <Again />
            </ButtonLink>
            <ToAll />
          </>
        }
      />
    )
  return <Finishing platform={platform} />
}

function ByLink({ platform, link }: Props & { link: string }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const exchange = useMutation({
    mutationFn: (answer: Answer) => finishByLink(link, answer),
    onSuccess: forgetBegun,
  })
  const isEmpty = useAnswer(exchange.mutate)
  const again = (
    <ButtonLink to="/reconnect/$token" params={{ token: link }} variant="primary">
      <Again />
    </ButtonLink>
  )
  if (exchange.isSuccess)
    return (
      <Ending tone="ok" title={t('by_link.done', { platform: words.name(platform) })}>
        {t('by_link.done_body')}
      </Ending>
    )
  if (isEmpty)
    return (
      <Ending tone="info" title={t('callback.spent')} actions={again}>
        {t('callback.spent_body')}
      </Ending>
    )
  if (exchange.error) return <CallbackFailed error={exchange.error} platform={platform} actions={again} />
  return <Finishing platform={platform} />
}

function Spent() {
  const { t } = useTranslation('integrations')
  return (
    <Ending tone="info" title={t('callback.spent')} actions={<ToAll />}>
      {t('callback.spent_body')}
    </Ending>
  )
}

const Again = () => useTranslation('integrations').t('callback.again')

function ToAll() {
  const { t } = useTranslation('integrations')
  return <ButtonLink to="/integrations">{t('to_all')}</ButtonLink>
}
