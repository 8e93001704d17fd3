import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'

type Props<Key extends string> = {
  label: string
  tabs: { id: Key; label: string; count?: number; content: React.ReactNode }[]
  /** Keep it in the address, so that a tab can be linked to and survives a reload. */
  value: Key
  onChange: (value: Key) => void
}

export function Tabs<Key extends string>({ label, tabs, value, onChange }: Props<Key>) {
  return (
    <AriaTabs selectedKey={value} onSelectionChange={key => onChange(key as Key)}>
      <TabList aria-label={label} className="-mx-1 flex gap-1 overflow-x-auto border-b border-line px-1">
        {tabs.map(tab => (
          <Tab
            key={tab.id}
            id={tab.id}
            className="relative flex h-11 cursor-pointer items-center gap-2 px-3 text-base font-medium whitespace-nowrap text-muted outline-none transition-colors after:absolute after:inset-x-3 after:bottom-[-1px] after:h-0.5 after:rounded-full data-hovered:text-ink data-focus-visible:rounded-sm data-focus-visible:outline-2 data-focus-visible:-outline-offset-2 data-focus-visible:outline-accent data-selected:text-ink data-selected:after:bg-accent"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="tabular rounded-full bg-ink/7 px-2 text-xs leading-5 text-muted">
                {tab.count}
              </span>
            )}
          </Tab>
        ))}
      </TabList>
      {tabs.map(tab => (
        <TabPanel key={tab.id} id={tab.id} className="pt-6 outline-none">
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
