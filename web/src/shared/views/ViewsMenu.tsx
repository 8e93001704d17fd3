import {
  BookmarkCheck,
  BookmarkPlus,
  BookmarkX,
  Check,
  ChevronDown,
  Layers,
  Pencil,
  RotateCw,
  Save,
  Trash2,
  Undo2,
  Users,
} from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import { type Shown, useViews } from './use-views'

const ViewDialog = lazy(() => import('./ViewDialog'))

/** Filters, order and columns that somebody kept under a name, for themselves or for all. */
export function ViewsMenu(shown: Shown) {
  const { t } = useTranslation('shared/views')
  const views = useViews(shown)
  const { query, applied, isChanged, mayChange, mayShare, change, remove } = views
  const [open, setOpen] = useState<'new' | 'rename' | 'remove'>()
  const items = query.data?.items
  const stateOf = (id: string) => (id === applied?.id && isChanged ? t('changed') : undefined)
  return (
    <>
      <Menu
        label={t('label')}
        placement="bottom start"
        trigger={
          <Button isPending={change.isPending} className="max-w-72">
            {applied ? <BookmarkCheck aria-hidden /> : <Layers aria-hidden />}
            <span className="truncate">{applied ? <bdi>{applied.name}</bdi> : t('open')}</span>
            {applied && isChanged && (
              <span className="shrink-0 text-sm font-normal text-muted">{t('changed')}</span>
            )}
            <ChevronDown aria-hidden className="shrink-0 text-faint" />
          </Button>
        }
      >
        {!items && query.error && (
          <MenuItem icon={<RotateCw />} onAction={() => void query.refetch()}>
            {t('failed')}
          </MenuItem>
        )}
        {!items && !query.error && <MenuItem isDisabled>{t('loading')}</MenuItem>}
        {items?.length === 0 && <MenuItem isDisabled>{t('none')}</MenuItem>}
        {items?.map(view => (
          <MenuItem
            key={view.id}
            text={view.name}
            icon={view.id === applied?.id ? <Check /> : view.is_shared ? <Users /> : <Layers />}
            trail={
              <span className="max-w-28 truncate ps-4 text-xs text-muted">
                {stateOf(view.id) ??
                  (view.id === applied?.id
                    ? t('applied')
                    : view.is_own
                      ? view.is_shared && t('shared')
                      : t('of', { name: view.owner?.name ?? t('nobody') }))}
              </span>
            }
            onAction={() => views.apply(view)}
          >
            <bdi>{view.name}</bdi>
          </MenuItem>
        ))}
        <MenuSeparator />
        {applied && isChanged && mayChange && (
          <MenuItem icon={<Save />} onAction={() => change.mutate({ view: applied, body: views.kept })}>
            {t('action.update', { name: applied.name })}
          </MenuItem>
        )}
        {applied && isChanged && (
          <MenuItem icon={<Undo2 />} onAction={() => views.apply(applied)}>
            {t('action.back')}
          </MenuItem>
        )}
        <MenuItem icon={<BookmarkPlus />} onAction={() => setOpen('new')}>
          {t('action.save')}
        </MenuItem>
        {applied && (
          <MenuItem icon={<BookmarkX />} onAction={views.leave}>
            {t('action.leave')}
          </MenuItem>
        )}
        {applied && mayChange && (
          <>
            <MenuSeparator />
            <MenuItem icon={<Pencil />} onAction={() => setOpen('rename')}>
              {t('action.rename')}
            </MenuItem>
            {mayShare && (
              <MenuItem
                icon={<Users />}
                onAction={() => change.mutate({ view: applied, body: { is_shared: !applied.is_shared } })}
              >
                {t(applied.is_shared ? 'action.unshare' : 'action.share')}
              </MenuItem>
            )}
            <MenuItem icon={<Trash2 />} tone="danger" onAction={() => setOpen('remove')}>
              {t('action.remove')}
            </MenuItem>
          </>
        )}
      </Menu>
      {(open === 'new' || (open === 'rename' && applied)) && (
        <Suspense>
          <ViewDialog
            page={shown.page}
            kept={views.kept}
            view={open === 'rename' ? applied : undefined}
            mayShare={mayShare}
            onDone={views.follow}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
      {applied && (
        <ConfirmDialog
          isOpen={open === 'remove'}
          onClose={() => setOpen(undefined)}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate(applied, { onSettled: () => setOpen(undefined) })}
          title={t('remove.title', { name: applied.name })}
          confirmLabel={t('remove.confirm')}
        >
          {t(applied.is_shared ? 'remove.body_shared' : 'remove.body')}
        </ConfirmDialog>
      )}
    </>
  )
}
