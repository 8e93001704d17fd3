/** Gathers what is told within a while after the first word, then does something about all of it once. */
export function gathered<Word>(wait: number, onAll: (words: ReadonlySet<Word>) => void) {
  let words = new Set<Word>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = () => {
    const all = words
    words = new Set()
    timer = undefined
    onAll(all)
  }
  return {
    add(more: Iterable<Word>) {
      for (const word of more) words.add(word)
      timer ??= setTimeout(tell, wait)
    },
    /** Nothing more will be done. */
    forget() {
      clearTimeout(timer)
      timer = undefined
      words = new Set()
    },
  }
}
