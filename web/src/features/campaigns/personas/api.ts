import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, callPage, ifMatch, several } from '@/shared/api/client'
import { everyPage } from '@/shared/api/every-page'
import type { Persona, PersonaSketch } from '@/shared/api/types'

export type PersonaSearch = { q?: string; sort?: string; page?: string }

const SHOWN = 24
const MOST = 100

export const personasKey = (org: string) => ['org', org, 'personas'] as const

export const personasQuery = (org: string, { q, sort, page }: PersonaSearch) =>
  queryOptions({
    queryKey: [...personasKey(org), 'list', { q, sort, page }],
    queryFn: ({ signal }) =>
      callPage(
        api.GET('/api/orgs/{org_id}/personas', {
          params: {
            path: { org_id: org },
            query: { q, sort: several(sort), page: Number(page) || 1, limit: SHOWN },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

/** All of them, to choose from: an organization has at most two hundred. */
export const personaChoicesQuery = (org: string) =>
  queryOptions({
    queryKey: [...personasKey(org), 'choices'],
    queryFn: ({ signal }) =>
      everyPage(page =>
        callPage(
          api.GET('/api/orgs/{org_id}/personas', {
            params: {
              path: { org_id: org },
              query: { page, limit: MOST, fields: ['id', 'name', 'occupation', 'target_audience'] },
            },
            signal,
          }),
        ),
      ),
    select: items =>
      items.map(({ id, name, occupation, target_audience }) => ({
        id: id as string,
        label: name,
        hint: occupation,
        audience: target_audience,
      })),
  })

export const createPersona = (org: string, body: PersonaSketch): Promise<Persona> =>
  call(api.POST('/api/orgs/{org_id}/personas', { params: { path: { org_id: org } }, body }))

const at = (org: string, { id, version }: Persona) => ({
  path: { org_id: org, id },
  header: ifMatch(version),
})

export const updatePersona = (org: string, persona: Persona, body: PersonaSketch): Promise<Persona> =>
  call(api.PATCH('/api/orgs/{org_id}/personas/{id}', { params: at(org, persona), body }))

export const removePersona = (org: string, persona: Persona) =>
  call(api.DELETE('/api/orgs/{org_id}/personas/{id}', { params: at(org, persona) }))
