import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, callPage } from '@/shared/api/client'

export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) =>
    callPage(api.GET('/api/notifications', { params: { query: { limit: 20 } }, signal })),
  placeholderData: keepPreviousData,
})
