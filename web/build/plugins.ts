// Small Vite plugins that would not be worth a dependency.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest|txt|map)$/

/** Writes `.br` and `.gz` beside each text asset, so that the server never compresses at run time. */
export function precompress(): Plugin {
  return {
    name: 'cmis-precompress',
    apply: 'build',
    writeBundle: {
      // After those that change what was written.
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        const { readdir, readFile, writeFile } = await import('node:fs/promises')
        const { join } = await import('node:path')
        if (!dir) return
        for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue
          const file = join(entry.parentPath, entry.name)
          const raw = await readFile(file)
          const params = {
            [constants.BROTLI_PARAM_QUALITY]: 11,
            [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
          }
          await writeFile(`${file}.br`, brotliCompressSync(raw, { params }))
          await writeFile(`${file}.gz`, gzipSync(raw, { level: 9 }))
        }
      },
    },
  }
}

/** React Aria ships its few words in 34 languages; keep the two we speak. */
export function reactAriaLocales(keep: string[]): Plugin {
  const locale = /^[./]+(?:[\w./-]*\/)?([a-z]{2}-[A-Z]{2})\.mjs$/
  return {
    name: 'cmis-react-aria-locales',
    enforce: 'pre',
    resolveId(specifier, importer) {
      const match = locale.exec(specifier)
      if (!match?.[1] || !importer || !/[\\/]react-(aria|stately)/.test(importer)) return
      return keep.includes(match[1]) ? undefined : '\0empty-locale'
    },
    load(id) {
      return id === '\0empty-locale' ? 'export default {}' : undefined
    },
  }
}
