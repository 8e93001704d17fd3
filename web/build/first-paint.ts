// What `public/boot.js` knows of each page before any other script is there: its files, so that they load at once and not
// one after another, and its heading, so that something can be read at once.
import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'

/** Address, route file below `src/app/routes`, and where the words of its heading are. */
const PAGES: [path: string, route: string, words?: string, title?: string, lead?: string][] = [
  ['/sign-in', '_auth/sign-in', 'auth', 'sign_in.title', 'sign_in.lead'],
  ['/register', '_auth/register', 'auth', 'register.title', 'register.lead'],
  ['/forgot-password', '_auth/forgot-password', 'auth', 'forgot.title', 'forgot.lead'],
  ['/', '_app/index', 'dashboard'],
  ['/campaigns', '_app/campaigns/index', 'campaigns', 'title', 'lead'],
  ['/personas', '_app/personas', 'campaigns', 'personas.title', 'personas.lead'],
  ['/analytics', '_app/analytics/index', 'analytics', 'title', 'lead'],
  ['/spending', '_app/spending', 'spending', 'title', 'lead'],
  ['/team', '_app/team/index', 'team', 'title', 'lead'],
  ['/team/invitations', '_app/team/invitations', 'team', 'title', 'lead'],
  ['/integrations', '_app/integrations/index', 'integrations', 'title', 'lead'],
  ['/integrations/keys', '_app/integrations/keys', 'integrations', 'title', 'lead'],
  ['/integrations/apps', '_app/integrations/apps', 'integrations', 'title', 'lead'],
  ['/integrations/authorized', '_app/integrations/authorized', 'integrations', 'title', 'lead'],
  ['/activity', '_app/activity', 'activity', 'title', 'lead'],
  ['/audit', '_app/audit', 'audit', 'title', 'lead'],
  ['/usage', '_app/usage', 'usage', 'title', 'lead'],
  ['/organizations', '_app/organizations', 'orgs', 'list.title', 'list.lead'],
  ['/settings/profile', '_app/settings/profile', 'settings', 'profile.title', 'profile.lead'],
  ['/settings/security', '_app/settings/security', 'settings', 'security.title', 'security.lead'],
  ['/settings/sessions', '_app/settings/sessions', 'settings', 'sessions.title', 'sessions.lead'],
  ['/settings/notifications', '_app/settings/notifications', 'settings', 'notify.title', 'notify.lead'],
  ['/settings/data', '_app/settings/data', 'settings', 'data.title', 'data.lead'],
  ['/settings/alerts', '_app/settings/alerts', 'alerts', 'rules.title', 'rules.lead'],
  ['/admin/users', '_app/admin/users', 'admin', 'title', 'lead'],
  ['/admin/organizations', '_app/admin/organizations', 'admin', 'title', 'lead'],
  ['/admin/plans', '_app/admin/plans', 'admin', 'title', 'lead'],
  ['/admin/audit', '_app/admin/audit', 'admin', 'title', 'lead'],
  ['/admin/health', '_app/admin/health', 'admin', 'title', 'lead'],
]
const LANGUAGES = ['ar', 'en'] as const

type Bundle = Rolldown.OutputBundle

/** The chunk that holds this module, and all it imports. */
function filesOf(bundle: Bundle, module: string, seen = new Set<string>()): Set<string> {
  const chunks = Object.values(bundle).filter(file => file.type === 'chunk')
  const add = (name: string) => {
    const chunk = chunks.find(({ fileName }) => fileName === name)
    if (!chunk || seen.has(name)) return
    seen.add(name)
    for (const next of chunk.imports) add(next)
  }
  const home = chunks.find(({ moduleIds }) => moduleIds.some(id => id.includes(module)))
  if (home) add(home.fileName)
  return seen
}

function sentence(root: string, language: string, namespace: string, key: string): string {
  const file = join(root, 'src/features', namespace, 'locales', `${language}.json`)
  const words = JSON.parse(readFileSync(file, 'utf8'))
  const found = key.split('.').reduce((tree, part) => tree?.[part], words)
  if (typeof found !== 'string') throw new Error(`first paint: no ${key} in ${file}`)
  return found
}

function hints(root: string, bundle: Bundle) {
  const entry = filesOf(bundle, 'src/main.tsx')
  const files: string[] = []
  const index = (name: string) => (files.includes(name) ? files.indexOf(name) : files.push(name) - 1)
  const without = (found: Set<string>) => [...found].filter(name => !entry.has(name)).map(index)
  const parents = (route: string) => {
    const parts = route.split('/')
    return parts.map((_, depth) => parts.slice(0, depth + 1).join('/'))
  }
  const pages = PAGES.map(([path, route, words, title, lead]) => {
    const code = new Set<string>()
    for (const part of parents(route))
      for (const file of [part, `${part}/route`])
        filesOf(bundle, `src/app/routes/${file}.tsx?tsr-split=component`, code)
    if (code.size === 0) throw new Error(`first paint: no route ${route}`)
    const say = (language: string, key?: string) => (words && key ? sentence(root, language, words, key) : '')
    const perLanguage = LANGUAGES.map(language => [
      [...filesOf(bundle, `src/features/${words}/locales/${language}.json`)].map(index),
      say(language, title),
      say(language, lead),
    ])
    return [path, [path, without(code), ...perLanguage].slice(1)]
  })
  const start = [...entry].map(index)
  return {
    files: files.map(name => name.replace('assets/', '')),
    entry: start,
    pages: Object.fromEntries(pages),
  }
}

/** Writes the hints into `boot.js` and leaves the start to it; in development it goes without. */
export function firstPaint(): Plugin {
  let root = ''
  return {
    name: 'cmis-first-paint',
    apply: 'build',
    configResolved(config) {
      root = config.root
    },
    async writeBundle({ dir }, bundle) {
      if (!dir) return
      const file = join(dir, 'boot.js')
      const text = await readFile(file, 'utf8')
      const filled = text.replace(
        'const hints = undefined',
        `const hints = ${JSON.stringify(hints(root, bundle))}`,
      )
      if (filled === text) throw new Error('boot.js has no place for the hints')
      await writeFile(file, filled)
      // `boot.js` starts the scripts, after the outline.
      const page = join(dir, 'index.html')
      const html = await readFile(page, 'utf8')
      const bare = html.replace(/\s*<(script type="module"|link rel="modulepreload")[^>]*>(<\/script>)?/g, '')
      if (bare === html) throw new Error('index.html starts no script')
      await writeFile(page, bare)
    },
  }
}
