// Short names for the shapes of the generated document, with the words it only describes written out.
import type { components } from './schema'

type Schemas = components['schemas']

export type Role = 'admin' | 'manager' | 'member' | 'viewer'
export type PlanName = 'free' | 'starter' | 'professional' | 'enterprise'
export type Theme = 'system' | 'light' | 'dark' | 'rose'
export type Locale = 'ar' | 'en'

export type CampaignStatus = 'draft' | 'active' | 'paused' | 'completed' | 'archived'
export type Objective =
  | 'brand_awareness'
  | 'traffic'
  | 'lead_generation'
  | 'conversions'
  | 'app_installs'
  | 'video_views'

/** What the document calls plain text although only few words are possible, by the field's name. */
type Words = {
  role: Role
  plan: PlanName
  theme: Theme
  locale: Locale
  week_start: 'saturday' | 'sunday' | 'monday'
  dialect: 'msa' | 'gulf' | 'egyptian' | 'levantine' | 'maghrebi'
  registration: 'open' | 'invite'
}
type StepWords = { key: 'organization' | 'team' | 'security' | 'api'; status: 'open' | 'done' | 'skipped' }
type MemberWords = { status: 'active' | 'suspended' }
type InvitationWords = { status: 'pending' | 'accepted' | 'revoked' | 'expired' }
type WebhookWords = { status: 'active' | 'disabled'; disabled_reason: 'person' | 'failing' | 'gone' }
type DeliveryWords = { state: 'pending' | 'delivered' | 'failed' }
type IntegrationWords = { status: 'active' | 'needs_reconnect' }
type SocialAccountWords = { kind: 'page' | 'instagram'; subscription: 'on' | 'waiting' | 'failed' }
type LogWords = { level: 'info' | 'warning' | 'error' }
type SyncWords = {
  kind: 'update' | 'backfill'
  cause: 'connect' | 'person' | 'schedule' | 'platform' | 'command'
  status: 'queued' | 'running' | 'held' | 'completed' | 'failed' | 'cancelled'
}
type ReceivedWords = {
  platform: Schemas['Platform']
  state: 'received' | 'processed' | 'retrying' | 'failed' | 'ignored'
}
type CampaignWords = {
  status: CampaignStatus
  origin: 'here' | 'platform'
  budget_type: 'lifetime' | 'daily'
  objectives: Objective[]
  platforms: Schemas['Platform'][]
}
type LaunchWords = { budget_type: 'lifetime' | 'daily' }
type MissingWords = {
  field:
    | 'name'
    | 'start_date'
    | 'end_date'
    | 'budget'
    | 'budget_type'
    | 'objectives'
    | 'ad_account_ids'
    | 'target_audience.locations'
    | 'target_audience.languages'
}
type LaunchAccountWords = {
  platform: Schemas['Platform']
  objective: 'awareness' | 'traffic' | 'engagement' | 'leads' | 'app_promotion' | 'sales'
  ad_set_needs: 'app' | 'bid' | 'page' | 'pixel'
}
type PushWords = {
  kind: 'launch' | 'ad_set' | 'status' | 'budget' | 'dates'
  state: 'pending' | 'done' | 'failed'
}
type StepOfChangeWords = {
  platform: Schemas['Platform']
  kind: 'create' | 'ad_set' | 'status' | 'budget' | 'dates'
  state: 'pending' | 'done' | 'failed' | 'superseded'
}
type ChangeWords = {
  kind: 'launch' | 'status' | 'budget' | 'dates'
  reason:
    | 'budget_exceeded'
    | 'end_date_reached'
    | 'daily_cap_reached'
    | 'lifetime_cap_reached'
    | 'new_day'
    | 'spending_stopped'
    | 'spending_released'
}
type ApprovalWords = {
  kind: 'launch' | 'budget' | 'dates'
  state: 'open' | 'approved' | 'rejected' | 'withdrawn'
  budget_type: 'lifetime' | 'daily'
}
type PlatformCampaignWords = { status: 'active' | 'paused' | 'archived' | 'deleted' }
type FunnelWords = {
  stage: 'awareness' | 'consideration' | 'conversion'
  measure: 'impressions' | 'clicks' | 'conversions'
}
export type AlertKind = 'budget' | 'pacing' | 'cpa' | 'roas' | 'ctr' | 'spend_spike'
type AlertWords = { kind: AlertKind; status: 'open' | 'resolved' | 'dismissed' }
type ViewWords = { page: 'campaigns' | 'analytics' }
type JobWords = { status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled' }

/** `status`, `key` and `name` mean different words in different objects; a field that only one has tells which. */
type WordsOf<T> = Words &
  ('thresholds' extends keyof T
    ? { kind: AlertKind }
    : 'fired_at' extends keyof T
      ? AlertWords
      : 'is_own' extends keyof T
        ? ViewWords
        : 'joined_at' extends keyof T
          ? MemberWords
          : 'invited_by' extends keyof T
            ? InvitationWords
            : 'max_attempts' extends keyof T
              ? JobWords
              : 'missing_scopes' extends keyof T
                ? IntegrationWords
                : 'subscription' extends keyof T
                  ? SocialAccountWords
                  : 'resumes_at' extends keyof T
                    ? SyncWords
                    : 'verified' extends keyof T
                      ? ReceivedWords
                      : 'level' extends keyof T
                        ? LogWords
                        : 'disabled_reason' extends keyof T
                          ? WebhookWords
                          : 'next_attempt_at' extends keyof T
                            ? DeliveryWords
                            : keyof StepWords extends keyof T
                              ? StepWords
                              : 'ai_requests' extends keyof T
                                ? { name: PlanName }
                                : 'campaign_id' extends keyof T
                                  ? CampaignWords
                                  : 'delivery' extends keyof T
                                    ? PlatformCampaignWords
                                    : LaunchWordsOf<T>)

/** The same for what launching and steering a campaign is about. */
type LaunchWordsOf<T> = 'platform_campaign' extends keyof T
  ? { platform: Schemas['Platform'] }
  : 'worth' extends keyof T
    ? ApprovalWords
    : 'drop_off' extends keyof T
      ? FunnelWords
      : 'missing' extends keyof T
        ? LaunchWords
        : 'field' extends keyof T
          ? MissingWords
          : 'starts_at' extends keyof T
            ? LaunchAccountWords
            : 'can_undo' extends keyof T
              ? ChangeWords
              : 'problem' extends keyof T
                ? 'ad_account_name' extends keyof T
                  ? StepOfChangeWords
                  : PushWords
                : 'budget' extends keyof T
                  ? { status: CampaignStatus }
                  : 'metrics' extends keyof T
                    ? { status: CampaignStatus }
                    : unknown

/** The same shape with the known words in place of `string`, all the way down. */
export type Narrow<T> = T extends (infer Item)[]
  ? Narrow<Item>[]
  : T extends object
    ? { [K in keyof T]: K extends keyof WordsOf<T> ? Word<T[K], WordsOf<T>[K]> : Narrow<T[K]> }
    : T
type Word<T, Known> = T extends string | string[] ? Known : Narrow<T>

type Of<Name extends keyof Schemas> = Narrow<Schemas[Name]>

export type User = Of<'User'>
export type Me = Of<'Me'>
export type OwnOrg = Of<'OwnOrg'>
export type SignedIn = Of<'SignedIn'>
export type MfaRequired = Of<'MfaRequired'>
export type Notification = Of<'Notification'>
export type Offer = Of<'Offer'>
export type Org = Of<'Org'>
export type Onboarding = Of<'Onboarding'>
export type Session = Of<'Session'>
export type Usage = Of<'Usage'>
export type JobStatus = Of<'JobStatus'>
export type Job = Of<'Job'>
export type AdminJob = Of<'AdminJob'>
export type JobKind = Of<'JobKind'>
export type Figures = Of<'Figures'>
export type InstallationDetails = Of<'InstallationDetails'>
export type JobsHealth = Of<'JobsHealth'>
export type SchedulerStatus = Of<'SchedulerStatus'>
export type ConsentQuestion = Of<'ConsentQuestion'>
export type Preferences = Of<'Preferences'>
export type Member = Of<'Member'>
export type Invitation = Of<'Invitation'>
export type Activity = Of<'Activity'>
export type AuditEntry = Of<'AuditEntry'>
export type ApiKey = Of<'ApiKey'>
export type NewApiKey = Of<'NewApiKey'>
export type OAuthApp = Of<'OAuthApp'>
export type NewOAuthApp = Of<'NewOAuthApp'>
export type OAuthGrant = Of<'OAuthGrant'>
export type Webhook = Of<'WebhookEndpoint'>
export type NewWebhook = Of<'NewWebhookEndpoint'>
export type WebhookEvent = Of<'WebhookEvent'>
export type WebhookTest = Of<'WebhookTest'>
export type WebhookDelivery = Of<'WebhookDelivery'>
export type WebhookDeliveryDetail = Of<'WebhookDeliveryDetail'>
export type WebhookAttempt = Of<'WebhookAttempt'>
export type Plan = Of<'Plan'>
export type AdminUser = Of<'AdminUser'>
export type AdminOrg = Of<'AdminOrg'>
export type FailedWebhook = Of<'FailedWebhook'>
export type AdminHealth = Of<'AdminHealth'>
export type PlatformIntegrations = Of<'PlatformIntegrations'>
export type PlatformApp = Of<'PlatformApp'>
export type SetPlatformApp = Of<'SetPlatformApp'>
export type Integration = Of<'Integration'>
export type AdAccount = Of<'AdAccount'>
export type SocialAccount = Of<'SocialAccount'>
export type IntegrationLogLine = Of<'IntegrationLogLine'>
export type ReconnectOffer = Of<'ReconnectOffer'>
export type Sync = Of<'Sync'>
export type ReceivedWebhook = Of<'WebhookLog'>
export type Campaign = Of<'Campaign'>
export type CampaignDetail = Of<'CampaignDetail'>
export type CampaignAccount = Of<'CampaignAccount'>
export type CampaignMetrics = Of<'CampaignMetrics'>
export type CampaignStats = Of<'CampaignStats'>
export type CampaignsStanding = Of<'CampaignsStanding'>
export type MetricsTrend = Of<'MetricsTrend'>
export type MetricsGroup = Of<'MetricsGroup'>
export type AnalyticsOverview = Of<'AnalyticsOverview'>
export type AnalyticsDemographics = Of<'AnalyticsDemographics'>
export type AnalyticsComparison = Of<'AnalyticsComparison'>
export type ComparedCampaign = Of<'ComparedCampaign'>
export type FunnelStage = Of<'FunnelStage'>
export type TopCampaign = Of<'TopCampaign'>
export type BulkOutcome = Of<'BulkOutcome'>
export type LaunchPlan = Of<'LaunchPlan'>
export type LaunchAccount = Of<'LaunchAccount'>
export type CampaignPush = Of<'CampaignPush'>
export type CampaignChange = Of<'CampaignChange'>
export type Alert = Of<'Alert'>
export type AlertRule = Of<'AlertRule'>
export type Persona = Of<'Persona'>
export type SavedView = Of<'SavedView'>
export type Spending = Of<'Spending'>
export type SpendStop = Of<'SpendStop'>
export type SpendLimit = Of<'SpendLimit'>
export type SetSpendLimit = Schemas['SetSpendLimit']
export type SpendApproval = Of<'SpendApproval'>
export type CampaignPlan = Schemas['CampaignPlan']
export type PersonaSketch = Schemas['PersonaSketch']
