import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { firstPaint } from './build/first-paint.ts'
import { offline } from './build/offline.ts'
import { precompress, reactAriaLocales } from './build/plugins.ts'

const server = process.env.CMIS_DEV_SERVER ?? 'http://127.0.0.1:8080'
/** `/oauth/authorize` is a page of ours; the rest below `/oauth` is the server's. */
const paths = ['/api', '^/oauth/(?!authorize)', '/health', '/.well-known', '/dev']
const proxy = {
  ...Object.fromEntries(paths.map(path => [path, server])),
  '/socket.io': { target: server, ws: true },
}

/** What the server sends; `vite preview` sends it too, so that a violation shows before release. */
const csp =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'"

/** Few files on the first load, and nothing in them that the page does not need. */
const groups = [
  {
    name: 'vendor',
    test: /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](?!.*table)[\w-]+)[\\/]/,
  },
  { name: 'base', tags: ['$initial' as const] },
  // What the very first page shows and others too: neither has to load the other's.
  {
    name: 'start',
    test: /src[\\/](features[\\/]auth[\\/]api|shared[\\/]ui[\\/](Banner|FieldNotes|field-styles|LanguageSwitch|ThemePicker)|shared[\\/]lib[\\/]use-media|shared[\\/]format[\\/]format)\.tsx?$|icons[\\/](check|minus|eye|eye-off|circle-alert)\.mjs$/,
  },
  {
    name: 'forms',
    test: /node_modules[\\/](react-hook-form|@hookform|zod)[\\/]|src[\\/]shared[\\/](form[\\/](bound|fields|FormError|use-api-form|validation)|ui[\\/](TextField|PasswordField|password-strength|Checkbox))\.tsx?$/,
  },
  {
    name: 'auth',
    test: /src[\\/]features[\\/]auth[\\/](AuthLayout|AuthHeading|SignInForm|SignInPage|remembered|use-enter)\.tsx?$/,
  },
  // Small plain parts that nearly every page shows; on their own they would be packed together with heavy ones.
  {
    name: 'kit',
    test: /src[\\/]shared[\\/](format[\\/]use-format|ui[\\/](Skeleton|Ago|Avatar|Badge|Card|EmptyState|ErrorState|Kbd|PageHeader|Progress|RouteTabs)|session[\\/]use-save-preferences|lib[\\/](use-set-search|platform))\.tsx?$|src[\\/]app[\\/]frame[\\/]navigation\.ts$/,
  },
  // Each a line of drawing: one file of all that more than one page shows.
  { name: 'icons', test: /node_modules[\\/]lucide-react[\\/]/, minShareCount: 2 },
  // What every list and form behind sign-in shows. A file costs a phone more time than its bytes do.
  {
    name: 'aria',
    test: /node_modules[\\/](react-aria|react-aria-components|react-stately|@internationalized|clsx)[\\/]/,
    minShareCount: 4,
  },
  {
    name: 'table',
    test: /node_modules[\\/]@tanstack[\\/][\w-]*table|src[\\/]shared[\\/]ui[\\/](Table|TableCards|table-columns|SearchField|Pagination)\.tsx?$/,
  },
  { name: 'parts', test: /src[\\/]shared[\\/]/, minShareCount: 2 },
  // No merging of small chunks: it packs a skeleton with a table, and the sign-in page then carries both.
  { name: 'shared', minShareCount: 2, entriesAware: true },
]

export default defineConfig({
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: 'src/app/routes',
      generatedRouteTree: 'src/app/routeTree.gen.ts',
      quoteStyle: 'single',
      semicolons: false,
    }),
    react(),
    tailwindcss(),
    reactAriaLocales(['ar-AE', 'en-US']),
    firstPaint(),
    offline(),
    precompress(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups },
        chunkFileNames: chunk => `assets/${chunk.name.split('~')[0]}-[hash].js`,
      },
    },
  },
  server: { port: 5173, proxy },
  preview: { port: 4173, proxy, headers: { 'content-security-policy': csp } },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
})
