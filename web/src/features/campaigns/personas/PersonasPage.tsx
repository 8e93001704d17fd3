import { useQuery } from '@tanstack/react-query'
import { Plus, SearchX, UserRoundSearch } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Persona } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Pagination } from '@/shared/ui/Pagination'
import { QueryBody } from '@/shared/ui/QueryBody'
import { SearchField } from '@/shared/ui/SearchField'
import { Skeleton } from '@/shared/ui/Skeleton'
import { type PersonaSearch, personasQuery } from './api'
import { PersonaEntry } from './PersonaEntry'

const PersonaDialog = lazy(() => import('./PersonaDialog'))

type Open = Persona | 'new'

/** The readers that campaigns speak to. */
export function PersonasPage({ search }: { search: PersonaSearch }) {
  const { t } = useTranslation('campaigns')
  const [open, setOpen] = useState<Open>()
  return (
    <>
      <PageHeader
        title={t('personas.title')}
        description={t('personas.lead')}
        trail={[{ label: t('title'), to: '/campaigns' }]}
        actions={<Add onOpen={setOpen} />}
      />
      <Guard need="campaigns.read">
        <Personas search={search} onOpen={setOpen} />
      </Guard>
      {open && (
        <Suspense>
          <PersonaDialog persona={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </>
  )
}

function Add({ onOpen }: { onOpen: (open: Open) => void }) {
  const { t } = useTranslation('campaigns')
  if (!useCan()('campaigns.create')) return null
  return (
    <Button variant="primary" onPress={() => onOpen('new')}>
      <Plus aria-hidden />
      {t('personas.add')}
    </Button>
  )
}

type Props = { search: PersonaSearch; onOpen: (open: Open) => void }

function Personas({ search, onOpen }: Props) {
  const { t } = useTranslation('campaigns')
  const setSearch = useSetSearch<PersonaSearch>()
  const query = useQuery(personasQuery(useOrgId(), search))
  if (query.data?.total === 0 && !search.q) return <NoPersona onOpen={onOpen} />
  return (
    <div className="flex flex-col gap-5">
      <div className="flex">
        <SearchField label={t('personas.search')} value={search.q ?? ''} onChange={q => setSearch({ q })} />
      </div>
      <QueryBody query={query} skeleton={<Outline />}>
        {({ items, page, pages, total }) =>
          items.length === 0 ? (
            <Card>
              <EmptyState icon={<SearchX />} title={t('personas.no_match.title')}>
                {t('personas.no_match.body')}
              </EmptyState>
            </Card>
          ) : (
            <>
              <ul
                aria-label={t('personas.list')}
                className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-3"
              >
                {items.map(persona => (
                  <PersonaEntry key={persona.id} persona={persona} onEdit={() => onOpen(persona)} />
                ))}
              </ul>
              {pages > 1 && (
                <Pagination
                  page={page}
                  pages={pages}
                  total={total}
                  onPage={to => setSearch({ page: String(to) })}
                />
              )}
            </>
          )
        }
      </QueryBody>
    </div>
  )
}

function NoPersona({ onOpen }: Pick<Props, 'onOpen'>) {
  const { t } = useTranslation('campaigns')
  const mayCreate = useCan()('campaigns.create')
  return (
    <Card>
      <EmptyState
        icon={<UserRoundSearch />}
        title={t('personas.none.title')}
        action={mayCreate && <Add onOpen={onOpen} />}
      >
        {t(mayCreate ? 'personas.none.body' : 'personas.none.body_look')}
      </EmptyState>
    </Card>
  )
}

function Outline() {
  return (
    <div aria-busy className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {[1, 2, 3].map(index => (
        <Skeleton key={index} className="h-64 w-full rounded-lg" />
      ))}
    </div>
  )
}
