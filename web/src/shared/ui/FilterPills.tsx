import { useId } from 'react'

type Props = {
  label: string
  /** With how many there are of each, where that is known. */
  options: { id: string; label: string; count?: string | undefined }[]
  value: string
  onChange: (value: string) => void
}

/** One of a few states to show, all of them in sight. */
export function FilterPills({ label, options, value, onChange }: Props) {
  const name = useId()
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{label}</legend>
      {options.map(option => (
        <label
          key={option.id}
          className="relative grid h-8 cursor-pointer place-items-center rounded-full border border-line-strong/50 px-3.5 text-sm font-medium text-muted transition-colors hover:border-line-strong hover:text-ink has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:h-11"
        >
          <input
            type="radio"
            name={name}
            checked={value === option.id}
            onChange={() => onChange(option.id)}
            className="absolute inset-0 cursor-pointer appearance-none rounded-full outline-none"
          />
          <span>
            {option.label}
            {option.count !== undefined && (
              <>
                {' '}
                <span className="tabular ms-1 font-normal">{option.count}</span>
              </>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
