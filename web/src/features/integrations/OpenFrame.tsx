import { LanguageSwitch } from '@/shared/ui/LanguageSwitch'
import { Logo } from '@/shared/ui/Logo'

/** A screen of its own, for whoever comes from outside: with an account here or without. */
export function OpenFrame({ children }: { children: React.ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-16 items-center justify-between px-5 sm:px-8">
        <Logo />
        <LanguageSwitch />
      </header>
      <main className="mx-auto flex w-full max-w-xl grow flex-col justify-center px-4 pt-2 pb-12">
        <div className="rounded-xl border border-line bg-surface p-5 shadow-pop sm:p-8">{children}</div>
      </main>
    </div>
  )
}
