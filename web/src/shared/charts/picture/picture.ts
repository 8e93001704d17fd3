// A part of the page as a picture: its boxes, drawings and texts, as they look there. No style, font or file is fetched for it.
import { download, fileName } from '@/shared/lib/download'
import { imageOf } from './draw-svg'
import { drawSvgText, drawText } from './draw-text'

/** Twice as fine as the page, for paper and slides. */
const SCALE = 2
const SPACE = 24
const TITLE = { size: 18, height: 40 }

/** Keeps what is shown of these, one below the other, under a title. */
export async function savePicture(title: string, parts: HTMLElement[]) {
  const boxes = parts.map(part => part.getBoundingClientRect()).filter(({ height }) => height > 0)
  const left = Math.min(...boxes.map(box => box.left))
  const top = Math.min(...boxes.map(box => box.top))
  const width = Math.max(...boxes.map(box => box.right)) - left
  const height = Math.max(...boxes.map(box => box.bottom)) - top
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil((width + 2 * SPACE) * SCALE)
  canvas.height = Math.ceil((height + 2 * SPACE + TITLE.height) * SCALE)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.scale(SCALE, SCALE)
  const page = getComputedStyle(document.body)
  const card = parts[0]?.closest('section')
  context.fillStyle = card ? getComputedStyle(card).backgroundColor : page.backgroundColor
  context.fillRect(0, 0, canvas.width, canvas.height)
  await document.fonts.ready
  drawTitle(context, title, page, width + 2 * SPACE)
  context.translate(SPACE - left, SPACE + TITLE.height - top)
  for (const part of parts) await draw(context, part, 1)
  const file = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/png'))
  if (!file) throw new Error('no picture')
  download(fileName(title, 'png'), file)
}

function drawTitle(
  context: CanvasRenderingContext2D,
  title: string,
  page: CSSStyleDeclaration,
  width: number,
) {
  const isRtl = document.documentElement.dir === 'rtl'
  context.font = `600 ${TITLE.size}px ${page.fontFamily}`
  context.direction = isRtl ? 'rtl' : 'ltr'
  context.textAlign = 'start'
  context.fillStyle = page.color
  context.fillText(title, isRtl ? width - SPACE : SPACE, SPACE + TITLE.size, width - 2 * SPACE)
}

const isClear = (colour: string) => colour === 'transparent' || /[,/]\s*0\)$/.test(colour)

async function draw(context: CanvasRenderingContext2D, element: Element, opacity: number): Promise<void> {
  const style = getComputedStyle(element)
  const box = element.getBoundingClientRect()
  const seen = opacity * Number(style.opacity)
  // What only screen readers are told is a pixel wide.
  if (style.display === 'none' || style.visibility === 'hidden' || seen === 0) return
  if (style.position === 'absolute' && box.width <= 1 && box.height <= 1) return
  context.save()
  context.globalAlpha = seen
  if (element instanceof SVGSVGElement) {
    context.drawImage(await imageOf(element, box), box.left, box.top, box.width, box.height)
    for (const text of element.querySelectorAll('text')) drawSvgText(context, text, getComputedStyle(text))
  } else {
    drawBox(context, box, style)
    for (const child of element.childNodes) {
      if (child instanceof Text) drawText(context, child, style)
      else if (child instanceof Element) await draw(context, child, seen)
    }
  }
  context.restore()
}

/** Its ground, and the line above it that stands for a dashed one. What does not fit is cut off, as on the page. */
function drawBox(context: CanvasRenderingContext2D, box: DOMRect, style: CSSStyleDeclaration) {
  const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, box.height / 2, box.width / 2)
  const outline = new Path2D()
  outline.roundRect(box.left, box.top, box.width, box.height, Math.max(0, radius))
  if (!isClear(style.backgroundColor)) {
    context.fillStyle = style.backgroundColor
    context.fill(outline)
  }
  const line = Number.parseFloat(style.borderTopWidth)
  if (line > 0 && style.borderTopStyle !== 'none') {
    context.strokeStyle = style.borderTopColor
    context.lineWidth = line
    context.setLineDash(style.borderTopStyle === 'dashed' ? [line * 2, line * 1.5] : [])
    context.beginPath()
    context.moveTo(box.left, box.top + line / 2)
    context.lineTo(box.right, box.top + line / 2)
    context.stroke()
  }
  if (style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis') context.clip(outline)
}
