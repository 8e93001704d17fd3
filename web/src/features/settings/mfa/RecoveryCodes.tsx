import { Check, Copy, Download, Printer } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Checkbox } from '@/shared/ui/Checkbox'

/** Shown once: kept by copying, as a file or on paper, and only then the way goes on. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation('settings')
  const [isKept, setKept] = useState(false)
  const [isCopied, setCopied] = useState(false)
  const text = codes.join('\n')
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true))
  const download = () => {
    const url = URL.createObjectURL(
      new Blob([`CMIS\n${t('codes.title')}\n\n${text}\n`], { type: 'text/plain' }),
    )
    const link = document.createElement('a')
    link.href = url
    link.download = 'cmis-recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <div className="flex flex-col gap-5">
      <Banner tone="warn" title={t('codes.once')}>
        {t('codes.help')}
      </Banner>
      <section
        aria-label={t('codes.title')}
        data-print
        className="rounded-md border border-line bg-sunken p-4"
      >
        <p className="mb-3 hidden font-medium print:block">{`CMIS · ${t('codes.title')}`}</p>
        <ol dir="ltr" className="grid grid-cols-2 gap-x-6 gap-y-2 font-mono text-base">
          {codes.map(code => (
            <li key={code} className="tabular text-center">
              {code}
            </li>
          ))}
        </ol>
      </section>
      <div className="flex flex-wrap gap-2">
        <Button onPress={copy}>
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {t(isCopied ? 'codes.copied' : 'codes.copy')}
        </Button>
        <Button onPress={download}>
          <Download aria-hidden />
          {t('codes.download')}
        </Button>
        <Button onPress={() => print()}>
          <Printer aria-hidden />
          {t('codes.print')}
        </Button>
        <span aria-live="polite" className="sr-only">
          {isCopied && t('codes.copied')}
        </span>
      </div>
      <Checkbox isSelected={isKept} onChange={setKept}>
        {t('codes.kept')}
      </Checkbox>
      <Button variant="primary" className="self-start" isDisabled={!isKept} onPress={onDone}>
        {t('codes.finish')}
      </Button>
    </div>
  )
}
