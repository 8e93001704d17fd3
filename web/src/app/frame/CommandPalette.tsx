import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Building2, CornerDownLeft, Languages, Palette, Search } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  TextField,
} from 'react-aria-components'
import { switchLanguage } from '@/shared/i18n/i18n'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { matches } from '@/shared/lib/fold'
import { setPreferences, useLanguage } from '@/shared/lib/preferences'
import { orgsQuery } from '@/shared/session/queries'
import { useSavePreferences } from '@/shared/session/use-save-preferences'
import { useSwitchOrg } from '@/shared/session/use-switch-org'
import { optionStyles } from '@/shared/ui/popover-styles'
import { toast } from '@/shared/ui/toast'
import { usePages } from './navigation'

type Command = { id: string; label: string; icon: ReactNode; run: () => void }
type Section = { id: string; title: string; commands: Command[] }

export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('common')
  const sections = useSections()
  const run = (id: string) => {
    onClose()
    sections
      .flatMap(section => section.commands)
      .find(command => command.id === id)
      ?.run()
  }
  return (
    <ModalOverlay
      isDismissable
      isOpen
      onOpenChange={open => !open && onClose()}
      className="fixed inset-0 z-30 flex items-start justify-center bg-overlay px-4 pt-[12vh] backdrop-blur-[2px] transition-opacity duration-150 starting:opacity-0"
    >
      <Modal className="w-full max-w-xl overflow-hidden rounded-xl border border-line bg-raised shadow-pop transition-[scale,opacity] duration-150 starting:scale-[0.98] starting:opacity-0">
        <Dialog aria-label={t('search.short')} className="outline-none">
          <Autocomplete filter={matches}>
            <TextField
              aria-label={t('search.short')}
              autoFocus
              className="flex items-center gap-3 border-b border-line px-5"
            >
              <Search aria-hidden className="size-5 shrink-0 text-faint" />
              <Input
                placeholder={t('search.placeholder')}
                className="h-14 w-full min-w-0 bg-transparent text-lg outline-none placeholder:text-faint"
              />
            </TextField>
            <Menu
              aria-label={t('search.short')}
              onAction={key => run(String(key))}
              className="max-h-[min(24rem,55dvh)] overflow-y-auto p-2 outline-none"
              renderEmptyState={() => (
                <p className="px-4 py-10 text-center text-muted">{t('search.empty')}</p>
              )}
            >
              {sections.map(({ id, title, commands }) => (
                <MenuSection key={id} aria-label={title} className="pb-1">
                  <Header className="px-2.5 pt-2 pb-1 text-xs font-medium text-faint">{title}</Header>
                  {commands.map(command => (
                    <MenuItem
                      key={command.id}
                      id={command.id}
                      textValue={command.label}
                      className={cx(optionStyles, 'min-h-10')}
                    >
                      <span className="text-faint">{command.icon}</span>
                      <span className="min-w-0 grow truncate">{command.label}</span>
                      <CornerDownLeft
                        aria-hidden
                        className="mirror invisible size-4! text-faint group-data-focused:visible"
                      />
                    </MenuItem>
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function useSections(): Section[] {
  const { t } = useTranslation('common')
  const navigate = useNavigate()
  const pages = usePages()
  const language = useLanguage()
  const { data: orgs = [] } = useQuery(orgsQuery)
  const save = useSavePreferences()
  const switchOrg = useSwitchOrg(name => toast('ok', t('org.switched', { name })))
  const other = language === 'ar' ? 'en' : 'ar'

  const go = pages.map(({ id, to, icon: Icon }) => ({
    id,
    label: t(`nav.${id}`),
    icon: <Icon />,
    run: () => void navigate({ to }),
  }))
  const places = orgs.map(({ id, name }) => ({
    id,
    label: name,
    icon: <Building2 />,
    run: () => switchOrg.mutate(id),
  }))
  const themes = (['light', 'dark', 'rose', 'system'] as const).map(theme => ({
    id: `theme-${theme}`,
    label: t('search.theme', { name: t(`theme.${theme}`) }),
    icon: <Palette />,
    run: () => {
      setPreferences({ theme })
      save({ theme })
    },
  }))
  const speak = {
    id: 'language',
    label: t('search.language'),
    icon: <Languages />,
    run: () => {
      void switchLanguage(other)
      save({ locale: other })
    },
  }
  return [
    { id: 'go', title: t('search.go'), commands: go },
    { id: 'orgs', title: t('search.orgs'), commands: places },
    { id: 'actions', title: t('search.actions'), commands: [speak, ...themes] },
  ].filter(section => section.commands.length > 0)
}
