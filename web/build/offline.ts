// The version of `public/sw.js` is what it keeps: a release that changes the offline page brings a new worker, no other does.
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

const KEPT = ['offline.html', 'offline.css', 'offline.js', 'favicon.svg']

export function offline(): Plugin {
  return {
    name: 'cmis-offline',
    apply: 'build',
    async writeBundle({ dir }) {
      if (!dir) return
      const hash = createHash('sha256')
      for (const name of KEPT) hash.update(await readFile(join(dir, name)))
      const file = join(dir, 'sw.js')
      const text = await readFile(file, 'utf8')
      const filled = text.replace("'development'", `'${hash.digest('hex').slice(0, 12)}'`)
      if (filled === text) throw new Error('sw.js has no place for its version')
      await writeFile(file, filled)
    },
  }
}
