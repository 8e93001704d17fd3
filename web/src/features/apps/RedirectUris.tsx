import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { IconButton } from '@/shared/ui/IconButton'
import { TextField } from '@/shared/ui/TextField'
import { isRedirectUri } from './redirect-uri'

const MOST = 10
const EXAMPLE = 'https://app.example.com/callback'

type Props = {
  value: string[]
  onChange: (uris: string[]) => void
  showErrors: boolean
  serverError: string | undefined
}

/** One address per line, each told at once whether it will be accepted. */
export function RedirectUris({ value, onChange, showErrors, serverError }: Props) {
  const { t } = useTranslation('apps')
  const [left, setLeft] = useState<number[]>([])
  const errorOf = (uri: string, index: number) => {
    if (isRedirectUri(uri)) return undefined
    if (uri === '') return showErrors ? t('redirect.required') : undefined
    return showErrors || left.includes(index) ? t('redirect.bad') : undefined
  }
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">{t('redirect.title')}</legend>
      {value.map((uri, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are their positions
        <div key={index} className="flex items-start gap-1">
          <TextField
            className="min-w-0 grow"
            label={t('redirect.nth', { number: index + 1 })}
            hideLabel
            ltr
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            placeholder={EXAMPLE}
            value={uri}
            errorMessage={errorOf(uri, index) ?? (index === 0 ? serverError : undefined)}
            onBlur={() => uri && setLeft([...left, index])}
            onChange={text => onChange(value.map((other, place) => (place === index ? text.trim() : other)))}
          />
          {value.length > 1 && (
            <IconButton
              label={t('redirect.remove', { number: index + 1 })}
              onPress={() => onChange(value.filter((_, place) => place !== index))}
            >
              <Trash2 />
            </IconButton>
          )}
        </div>
      ))}
      <p className="text-sm text-muted">{t('redirect.hint')}</p>
      {value.length < MOST && (
        <Button size="sm" variant="ghost" className="w-fit" onPress={() => onChange([...value, ''])}>
          <Plus aria-hidden />
          {t('redirect.add')}
        </Button>
      )}
    </fieldset>
  )
}
