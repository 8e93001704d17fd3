import { type Line, linesOf, type PlacedWord, shortened } from './text-lines'

type Context = CanvasRenderingContext2D

const fontOf = (style: CSSStyleDeclaration, scale = 1) =>
  `${style.fontStyle} ${style.fontWeight} ${Number.parseFloat(style.fontSize) * scale}px ${style.fontFamily}`

/** On the line that the page has it on. Text of both directions runs as it does there. */
function write(context: Context, { text, left, top, bottom }: Line, isOutlined: boolean) {
  context.textAlign = 'left'
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText(text)
  const baseline = top + (bottom - top - above - below) / 2 + above
  if (isOutlined) context.strokeText(text, left, baseline)
  context.fillText(text, left, baseline)
}

/** A text of the page, line by line. */
export function drawText(context: Context, node: Text, style: CSSStyleDeclaration) {
  const words: PlacedWord[] = [...node.data.matchAll(/\S+/g)].flatMap(found => {
    const range = document.createRange()
    range.setStart(node, found.index)
    range.setEnd(node, found.index + found[0].length)
    const { left, top, right, bottom } = range.getBoundingClientRect()
    return right > left ? [{ text: found[0], left, top, right, bottom }] : []
  })
  const lines = linesOf(words)
  const box = node.parentElement?.closest<HTMLElement>('.truncate')
  const room = box && box.scrollWidth > box.clientWidth ? box.getBoundingClientRect() : undefined
  context.font = fontOf(style)
  context.direction = style.direction === 'rtl' ? 'rtl' : 'ltr'
  context.fillStyle = style.color
  for (const line of lines) {
    const text = room ? shortened(line.text, room.width, all => context.measureText(all).width) : line.text
    write(context, room ? { ...line, text, left: Math.max(line.left, room.left) } : line, false)
  }
}

/** A text of a drawing, which may be larger there than it says. */
export function drawSvgText(context: Context, element: SVGTextElement, style: CSSStyleDeclaration) {
  const { left, top, right, bottom } = element.getBoundingClientRect()
  const scale = element.getScreenCTM()?.d ?? 1
  context.font = fontOf(style, scale)
  context.direction = style.direction === 'rtl' ? 'rtl' : 'ltr'
  context.fillStyle = style.fill
  const isOutlined = style.stroke !== 'none'
  context.lineJoin = 'round'
  if (isOutlined) context.strokeStyle = style.stroke
  context.lineWidth = Number.parseFloat(style.strokeWidth) * scale
  write(context, { text: element.textContent ?? '', left, top, right, bottom }, isOutlined)
}
