import { createRouter, parseSearchWith, stringifySearchWith } from '@tanstack/react-router'
import { Crash } from './frame/Crash'
import { NotFound } from './frame/NotFound'
import { routeTree } from './routeTree.gen'

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadDelay: 60,
  // TanStack Query owns freshness.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  scrollRestoration: true,
  // Texts stay as they stand in the address: an OAuth `state` of digits must come back digit for digit.
  parseSearch: parseSearchWith(value => value),
  stringifySearch: stringifySearchWith(JSON.stringify),
  defaultErrorComponent: Crash,
  defaultNotFoundComponent: NotFound,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
