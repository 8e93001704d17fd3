import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { CopyField } from '@/shared/ui/CopyField'
import { metadataQuery } from './api'

const ENDPOINTS = [
  ['authorize', 'authorization_endpoint', '/oauth/authorize'],
  ['token', 'token_endpoint', '/oauth/token'],
  ['revoke', 'revocation_endpoint', '/oauth/revoke'],
  ['introspect', 'introspection_endpoint', '/oauth/introspect'],
  ['register', 'registration_endpoint', '/oauth/register'],
] as const

/** What somebody who writes an app has to enter there. */
export function Endpoints() {
  const { t } = useTranslation('apps')
  const { data } = useQuery(metadataQuery)
  const text = (value: unknown, path: string) => (typeof value === 'string' ? value : location.origin + path)
  const issuer = text(data?.issuer, '')
  return (
    <Card className="mt-6" title={t('endpoints.title')} description={t('endpoints.lead')}>
      <div className="grid gap-4 *:min-w-0 lg:grid-cols-2">
        <div className="lg:col-span-2">
          <CopyField
            label={t('endpoints.metadata')}
            value={`${issuer}/.well-known/oauth-authorization-server`}
          />
        </div>
        {ENDPOINTS.map(([name, field, path]) => (
          <CopyField key={name} label={t(`endpoints.${name}`)} value={text(data?.[field], path)} />
        ))}
      </div>
    </Card>
  )
}
