// Typed keys: `t('…')` with an unknown key fails the build. A feature adds its line here when it is born.
import type auth from '@/features/auth/locales/en.json'

declare module '@/shared/i18n/words' {
  interface Words {
    auth: typeof auth
  }
}
