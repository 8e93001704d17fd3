/** The buttons of a long form, always in sight. */
export function FormFoot({ children }: { children: React.ReactNode }) {
  return (
    <div className="sticky bottom-[calc(var(--bottombar)+0.5rem)] z-10 flex flex-wrap items-center justify-end gap-2 rounded-lg border border-line bg-raised px-5 py-3 shadow-pop md:bottom-4">
      {children}
    </div>
  )
}
