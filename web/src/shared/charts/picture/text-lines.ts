type Box = { left: number; top: number; right: number; bottom: number }
export type PlacedWord = Box & { text: string }
export type Line = Box & { text: string }

/** Words of one text as they stand on the page, put together to the lines that they make there. */
export function linesOf(words: PlacedWord[]): Line[] {
  const lines: Line[] = []
  for (const word of words) {
    const last = lines.at(-1)
    const middle = (word.top + word.bottom) / 2
    if (last && middle > last.top && middle < last.bottom) {
      last.text += ` ${word.text}`
      last.left = Math.min(last.left, word.left)
      last.right = Math.max(last.right, word.right)
    } else lines.push({ ...word })
  }
  return lines
}

/** As much of a text as has room, as the page itself cuts it short. */
export function shortened(text: string, room: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= room + 1) return text
  const letters = [...text]
  while (letters.length > 0 && widthOf(`${letters.join('')}…`) > room) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
