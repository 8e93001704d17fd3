type Props<Id extends string> = {
  label: string
  options: { id: Id; label: string; icon?: React.ReactNode }[]
  /** None chosen usually means all. */
  value: Id[]
  onChange: (value: Id[]) => void
}

/** Any of a few, all of them in sight. */
export function TogglePills<Id extends string>({ label, options, value, onChange }: Props<Id>) {
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{label}</legend>
      {options.map(({ id, label: name, icon }) => (
        <label
          key={id}
          className="relative flex h-8 cursor-pointer items-center gap-2 rounded-full border border-line-strong/50 px-3 text-sm font-medium text-muted transition-colors hover:border-line-strong hover:text-ink has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent pointer-coarse:h-11"
        >
          <input
            type="checkbox"
            checked={value.includes(id)}
            onChange={({ target }) =>
              onChange(
                options
                  .map(option => option.id)
                  .filter(other => (other === id ? target.checked : value.includes(other))),
              )
            }
            className="absolute inset-0 cursor-pointer appearance-none rounded-full outline-none"
          />
          {icon}
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  )
}
