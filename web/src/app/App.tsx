import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { I18nProvider } from 'react-aria-components'
import { queryClient } from '@/shared/api/query-client'
import { useLanguage } from '@/shared/lib/preferences'
import { Toaster } from '@/shared/ui/Toaster'
import { OfflineBanner } from './frame/OfflineBanner'
import { router } from './router'

const LOCALE = { ar: 'ar-AE', en: 'en-US' }

export function App() {
  return (
    <I18nProvider locale={LOCALE[useLanguage()]}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <OfflineBanner />
        <Toaster />
      </QueryClientProvider>
    </I18nProvider>
  )
}
