// Words and house rules that neither tsc nor Biome can see. Fails on: a key that one language lacks, an Arabic plural
// without its six forms, a placeholder that differs, a key nobody uses, text in JSX, physical CSS directions,
// a feature that reaches into another, a component of 200 lines.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = join(root, 'src')
const problems = []
const report = (file, line, text) =>
  problems.push(`${relative(root, file)}${line ? `:${line}` : ''}  ${text}`)

const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other']
const PLURAL = /_(zero|one|two|few|many|other)$/

// ── Words: both languages say the same things ──
const flatten = (tree, prefix = '') =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  )
const placeholders = text => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1])
const load = file => new Map(flatten(JSON.parse(readFileSync(file, 'utf8'))))

const namespaces = [['common', join(src, 'shared')]]
for (const name of readdirSync(join(src, 'features'))) {
  if (existsSync(join(src, 'features', name, 'locales'))) namespaces.push([name, join(src, 'features', name)])
}
for (const name of readdirSync(join(src, 'shared'))) {
  if (existsSync(join(src, 'shared', name, 'locales')))
    namespaces.push([`shared/${name}`, join(src, 'shared', name)])
}
const ofAll = namespaces.map(([name]) => name).filter(name => name === 'common' || name.startsWith('shared/'))

const keysOf = new Map()
const typed = readFileSync(join(src, 'app/words.d.ts'), 'utf8')
for (const [name, folder] of namespaces) {
  const [arFile, enFile] = ['ar', 'en'].map(language => join(folder, 'locales', `${language}.json`))
  const [ar, en] = [load(arFile), load(enFile)]
  const bases = words => new Set([...words.keys()].map(key => key.replace(PLURAL, '')))
  const [arBases, enBases] = [bases(ar), bases(en)]
  for (const key of enBases) if (!arBases.has(key)) report(arFile, 0, `misses ${key}`)
  for (const key of arBases) if (!enBases.has(key)) report(enFile, 0, `misses ${key}`)
  for (const key of arBases) {
    const isPlural = ar.has(`${key}_other`)
    const missing = FORMS.filter(form => isPlural && !ar.has(`${key}_${form}`))
    if (missing.length) report(arFile, 0, `${key} lacks the forms ${missing.join(', ')}`)
    const names = words =>
      [...words].filter(([k]) => k.replace(PLURAL, '') === key).flatMap(([, v]) => placeholders(v))
    const differ =
      new Set(names(ar)).symmetricDifference?.(new Set(names(en))) ?? difference(names(ar), names(en))
    if (differ.size) report(arFile, 0, `${key}: placeholders differ (${[...differ].join(', ')})`)
  }
  for (const [key, text] of [...ar, ...en]) if (!text.trim()) report(arFile, 0, `${key} is empty`)
  if (name !== 'common' && !new RegExp(`\\b${name}'?:`).test(typed))
    report(join(src, 'app/words.d.ts'), 0, `add ${name}`)
  keysOf.set(name, { folder, file: enFile, unused: enBases })
}

function difference(a, b) {
  return new Set([...a.filter(x => !b.includes(x)), ...b.filter(x => !a.includes(x))])
}

// ── Source: every string literal may be a key; `nav.${id}` uses all keys that fit ──
const HAS_LETTERS = /\p{L}{2,}/u
const WORDY = new Set([
  'label',
  'title',
  'placeholder',
  'alt',
  'description',
  'aria-label',
  'text',
  'hint',
  'confirmLabel',
])
const NOT_WORDS = new Set(['CMIS', '404'])
const PHYSICAL =
  /(?<![\w-])-?(?:m[lr]|p[lr]|left|right|border-[lr]|rounded-[lr]|scroll-m[lr])-(?!\[)[\w.[\]/-]+|(?<![\w-])text-(?:left|right)(?![\w-])/

const files = readdirSync(src, { recursive: true })
  .map(String)
  .filter(file => /\.tsx?$/.test(file) && !/\.gen\.ts$|schema\.d\.ts$|\.test\.tsx?$/.test(file))
  .map(file => join(src, file))

for (const file of files) {
  const text = readFileSync(file, 'utf8')
  const feature = /features\/([^/]+)\//.exec(file)?.[1]
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const lineOf = node => source.getLineAndCharacterOfPosition(node.getStart()).line + 1
  if (file.endsWith('.tsx') && text.split('\n').length > 200)
    report(file, 0, 'has more than 200 lines: split it')

  const use = matcher => {
    for (const name of [...ofAll, feature]) {
      const words = name && keysOf.get(name)
      if (words) for (const key of words.unused) if (matcher(key)) words.unused.delete(key)
    }
  }
  const visit = node => {
    if (ts.isStringLiteralLike(node)) {
      use(key => key === node.text)
      if (PHYSICAL.test(node.text))
        report(file, lineOf(node), `physical direction: ${PHYSICAL.exec(node.text)[0]}`)
    }
    if (ts.isTemplateExpression(node)) {
      const parts = [node.head.text, ...node.templateSpans.map(span => span.literal.text)]
      if (/^[\w.]+\.|\.[\w.]*$/.test(parts.join('')) || parts[0].includes('.')) {
        const pattern = new RegExp(
          `^${parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\w-]+')}$`,
        )
        use(key => pattern.test(key))
      }
    }
    if (ts.isJsxText(node) && HAS_LETTERS.test(node.text) && !NOT_WORDS.has(node.text.trim()))
      report(file, lineOf(node), `text outside the word files: ${node.text.trim()}`)
    if (
      ts.isJsxAttribute(node) &&
      WORDY.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    ) {
      const value = node.initializer.text
      if (HAS_LETTERS.test(value) && !NOT_WORDS.has(value))
        report(file, lineOf(node), `text outside the word files: ${value}`)
    }
    if (feature && ts.isImportDeclaration(node)) {
      const from = node.moduleSpecifier.text
      const target = from.startsWith('.') ? join(file, '..', from) : from
      const other = /features\/([^/]+)/.exec(target)?.[1]
      if (other && other !== feature)
        report(file, lineOf(node), `feature ${feature} imports feature ${other}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
}
for (const { file, unused } of keysOf.values())
  for (const key of unused) report(file, 0, `nobody uses ${key}`)

if (problems.length) {
  console.error(problems.join('\n'))
  console.error(`\n${problems.length} problem(s)`)
  process.exit(1)
}
console.log(`words: ${namespaces.length} namespaces, ${files.length} files, all well`)
