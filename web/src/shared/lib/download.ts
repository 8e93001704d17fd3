/** Keeps a file where the browser keeps downloads. */
export function download(name: string, file: Blob) {
  const url = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}

/** A name that every system takes for a file; letters of any script stay. */
export const fileName = (words: string, ending: string) =>
  `${
    words
      .normalize('NFC')
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 80) || 'cmis'
  }.${ending}`
