import { ImageUp } from 'lucide-react'
import { useState } from 'react'
import { Button, DropZone, FileTrigger, isFileDropItem, Text } from 'react-aria-components'
import { cx } from '@/shared/lib/cx'
import { buttonStyles } from './button-styles'
import { Spinner } from './Spinner'

type Props = {
  label: string
  hint: string
  buttonLabel: string
  accept: string[]
  maxBytes: number
  /** Said when a file is refused before it is sent. */
  refusal: string
  onFile: (file: File) => void
  isPending?: boolean
}

/** One file by drag, paste or choosing. */
export function FileDrop({ label, hint, buttonLabel, accept, maxBytes, refusal, onFile, isPending }: Props) {
  const [refused, setRefused] = useState(false)
  const take = (file: File | undefined) => {
    if (!file) return
    const fits = accept.includes(file.type) && file.size <= maxBytes
    setRefused(!fits)
    if (fits) onFile(file)
  }
  return (
    <DropZone
      isDisabled={isPending}
      getDropOperation={types => (accept.some(type => types.has(type)) ? 'copy' : 'cancel')}
      onDrop={async event => {
        const item = event.items.find(isFileDropItem)
        take(await item?.getFile())
      }}
      className={cx(
        'flex grow flex-col items-center gap-3 rounded-lg border border-dashed border-line-strong px-6 py-6 text-center transition-colors',
        'data-drop-target:border-accent data-drop-target:bg-accent-soft',
      )}
    >
      <span className="text-faint">
        {isPending ? <Spinner /> : <ImageUp aria-hidden className="size-6" />}
      </span>
      <div>
        <Text slot="label" className="block font-medium pointer-coarse:sr-only">
          {label}
        </Text>
        <span className="text-sm text-muted">{hint}</span>
      </div>
      <FileTrigger acceptedFileTypes={accept} onSelect={files => take(files?.[0])}>
        <Button isDisabled={isPending} className={buttonStyles('secondary', 'sm')}>
          {buttonLabel}
        </Button>
      </FileTrigger>
      <p role="status" className="text-sm text-danger-text empty:hidden">
        {refused && refusal}
      </p>
    </DropZone>
  )
}
