import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { SavedView } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { toast } from '@/shared/ui/toast'
import { type Kept, removeView, updateView, type ViewPage, viewsKey, viewsQuery } from './api'
import { isChanged, queryOf, type Search, searchOf } from './view-state'

export type Shown = {
  page: ViewPage
  search: Search
  /** Of lists whose columns are chosen. */
  columns?: readonly string[]
  onColumns?: (columns: string[]) => void
}

/** The views of a page, the one that is applied, and what can be done with it. */
export function useViews({ page, search, columns, onColumns }: Shown) {
  const { t } = useTranslation('shared/views')
  const errorText = useErrorText()
  const org = useOrgId()
  const can = useCan()
  const client = useQueryClient()
  const navigate = useNavigate()
  const query = useQuery(viewsQuery(org, page))
  const applied = query.data?.items.find(({ id }) => id === search.view)
  const kept: Kept = { query: queryOf(search), ...(columns && { columns: [...columns] }) }
  const go = (to: Search) => void navigate({ to: '.', search: to as never, resetScroll: false })
  const settled = () => void client.invalidateQueries({ queryKey: viewsKey(org) })
  const change = useMutation({
    mutationFn: ({ view, body }: { view: SavedView; body: Parameters<typeof updateView>[2] }) =>
      updateView(org, view, body),
    onSuccess: ({ name, is_shared }, { body }) =>
      toast(
        'ok',
        body.is_shared === undefined
          ? t('told.saved', { name })
          : t(is_shared ? 'told.shared' : 'told.unshared', { name }),
      ),
    onError: error => toast('danger', errorText(error)),
    onSettled: settled,
  })
  const remove = useMutation({
    mutationFn: (view: SavedView) => removeView(org, view),
    onSuccess: (_, { name }) => {
      toast('ok', t('told.removed', { name }))
      go({ ...search, view: undefined })
    },
    onError: error => toast('danger', errorText(error)),
    onSettled: settled,
  })
  return {
    query,
    applied,
    kept,
    isChanged: applied !== undefined && isChanged(applied, search, columns),
    /** Whoever made it, and administrators if all see it. */
    mayChange: applied !== undefined && (applied.is_own || (applied.is_shared && can('org.update'))),
    mayShare: can('campaigns.update'),
    change,
    remove,
    apply: (view: SavedView) => {
      if (view.columns) onColumns?.(view.columns)
      go(searchOf(view))
    },
    leave: () => go({}),
    /** A view that was just made stands for what is on the page. */
    follow: (view: SavedView) => {
      settled()
      go({ ...search, view: view.id })
    },
  }
}
