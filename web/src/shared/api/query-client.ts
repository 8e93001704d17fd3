import { QueryClient } from '@tanstack/react-query'
import { preferences } from '@/shared/lib/preferences'
import { isApiError } from './error'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      // What the person did wrong stays wrong; what the network did may pass.
      retry: (failures, error) => failures < 2 && isApiError(error) && error.isRetryable,
    },
    mutations: { retry: false },
  },
})

// The server's sentences are in the language that they were asked for in.
let language = preferences.get().language
preferences.subscribe(() => {
  if (language === preferences.get().language) return
  language = preferences.get().language
  queryClient.invalidateQueries()
})
