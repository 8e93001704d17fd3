import { Languages } from 'lucide-react'
import { switchLanguage } from '@/shared/i18n/i18n'
import { useLanguage } from '@/shared/lib/preferences'
import { Button } from './Button'

const NAME = { ar: 'العربية', en: 'English' }

/** One press to the other language, named in that language. */
export function LanguageSwitch({ onSwitch }: { onSwitch?: (language: 'ar' | 'en') => void }) {
  const other = useLanguage() === 'ar' ? 'en' : 'ar'
  const change = async () => {
    await switchLanguage(other)
    onSwitch?.(other)
  }
  return (
    <Button variant="ghost" onPress={change} className="px-3">
      <Languages aria-hidden />
      <span lang={other}>{NAME[other]}</span>
    </Button>
  )
}
