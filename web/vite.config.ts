import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { precompress, preloadFonts, reactAriaLocales } from './build/plugins.ts'

const server = process.env.CMIS_DEV_SERVER ?? 'http://127.0.0.1:8080'
/** `/oauth/authorize` is a page of ours; the rest below `/oauth` is the server's. */
const paths = ['/api', '^/oauth/(?!authorize)', '/health', '/.well-known', '/dev']
const proxy = Object.fromEntries(paths.map(path => [path, server]))

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
  { name: 'forms', test: /node_modules[\\/](react-hook-form|@hookform|zod)[\\/]/ },
  // Small plain parts that nearly every page shows; on their own they would be packed together with heavy ones.
  {
    name: 'kit',
    test: /src[\\/]shared[\\/](format[\\/](format|use-format)|ui[\\/](Skeleton|Avatar|Badge|Banner|Card|EmptyState|ErrorState|FieldNotes|field-styles|PageHeader|Progress))\.tsx?$/,
  },
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
    preloadFonts(/(arabic-arabic-400|sans-latin-400)-normal.*\.woff2$/),
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
