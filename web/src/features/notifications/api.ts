import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, call, callPage, type Page } from '@/shared/api/client'
import type { Notification } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { toast } from '@/shared/ui/toast'

/** Everything about notifications, the bell's own query too. */
const ALL = ['notifications']

export const notificationsPageQuery = (page: number) =>
  queryOptions({
    queryKey: [...ALL, 'page', page],
    queryFn: ({ signal }) =>
      callPage(api.GET('/api/notifications', { params: { query: { page, limit: 25 } }, signal })),
    placeholderData: keepPreviousData,
  })

/** Marks one (its id) or all as read: at once on the screen, then on the server. */
export function useMarkRead() {
  const errorText = useErrorText()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (id: string | undefined) => {
      if (id) await call(api.POST('/api/notifications/{id}/read', { params: { path: { id } } }))
      else await call(api.POST('/api/notifications/read-all'))
    },
    onMutate: async id => {
      await client.cancelQueries({ queryKey: ALL })
      client.setQueriesData<Page<Notification>>(
        { queryKey: ALL },
        now =>
          now && {
            ...now,
            items: now.items.map(item => (!id || item.id === id ? { ...item, read: true } : item)),
            unread: id ? Math.max((now.unread ?? 1) - 1, 0) : 0,
          },
      )
    },
    onError: error => toast('danger', errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  })
}
