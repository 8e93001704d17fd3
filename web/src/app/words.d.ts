// Typed keys: `t('…')` with an unknown key fails the build. A feature adds its line here when it is born.
import type activity from '@/features/activity/locales/en.json'
import type admin from '@/features/admin/locales/en.json'
import type alerts from '@/features/alerts/locales/en.json'
import type analytics from '@/features/analytics/locales/en.json'
import type apps from '@/features/apps/locales/en.json'
import type audit from '@/features/audit/locales/en.json'
import type auth from '@/features/auth/locales/en.json'
import type campaigns from '@/features/campaigns/locales/en.json'
import type consent from '@/features/consent/locales/en.json'
import type dashboard from '@/features/dashboard/locales/en.json'
import type integrations from '@/features/integrations/locales/en.json'
import type jobs from '@/features/jobs/locales/en.json'
import type keys from '@/features/keys/locales/en.json'
import type notifications from '@/features/notifications/locales/en.json'
import type onboarding from '@/features/onboarding/locales/en.json'
import type operations from '@/features/operations/locales/en.json'
import type orgs from '@/features/orgs/locales/en.json'
import type settings from '@/features/settings/locales/en.json'
import type spending from '@/features/spending/locales/en.json'
import type team from '@/features/team/locales/en.json'
import type usage from '@/features/usage/locales/en.json'
import type webhooks from '@/features/webhooks/locales/en.json'
import type sharedAccess from '@/shared/access/locales/en.json'
import type sharedCampaigns from '@/shared/campaigns/locales/en.json'
import type sharedCharts from '@/shared/charts/locales/en.json'
import type sharedJobs from '@/shared/jobs/locales/en.json'
import type sharedMetrics from '@/shared/metrics/locales/en.json'
import type sharedPlatforms from '@/shared/platforms/locales/en.json'
import type sharedSpending from '@/shared/spending/locales/en.json'
import type sharedViews from '@/shared/views/locales/en.json'

declare module '@/shared/i18n/words' {
  interface Words {
    'shared/access': typeof sharedAccess
    'shared/campaigns': typeof sharedCampaigns
    'shared/charts': typeof sharedCharts
    'shared/jobs': typeof sharedJobs
    'shared/metrics': typeof sharedMetrics
    'shared/platforms': typeof sharedPlatforms
    'shared/spending': typeof sharedSpending
    'shared/views': typeof sharedViews
    alerts: typeof alerts
    analytics: typeof analytics
    campaigns: typeof campaigns
    spending: typeof spending
    webhooks: typeof webhooks
    usage: typeof usage
    operations: typeof operations
    jobs: typeof jobs
    team: typeof team
    keys: typeof keys
    integrations: typeof integrations
    audit: typeof audit
    apps: typeof apps
    admin: typeof admin
    activity: typeof activity
    settings: typeof settings
    orgs: typeof orgs
    onboarding: typeof onboarding
    notifications: typeof notifications
    dashboard: typeof dashboard
    consent: typeof consent
    auth: typeof auth
  }
}
