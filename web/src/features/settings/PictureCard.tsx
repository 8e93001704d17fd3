import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { User } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { meQuery } from '@/shared/session/queries'
import { Avatar } from '@/shared/ui/Avatar'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { FileDrop } from '@/shared/ui/FileDrop'
import { toast } from '@/shared/ui/toast'
import { removePicture, uploadPicture } from './api'

const MAX_BYTES = 5_000_000
const ACCEPTED = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']

export function PictureCard({ me }: { me: User }) {
  const { t } = useTranslation('settings')
  const errorText = useErrorText()
  const client = useQueryClient()
  const [preview, setPreview] = useState<string>()
  useEffect(() => () => URL.revokeObjectURL(preview ?? ''), [preview])
  const keep = (user: User) => client.setQueryData(meQuery.queryKey, me => me && { ...me, ...user })
  const upload = useMutation({
    mutationFn: uploadPicture,
    onMutate: file => setPreview(URL.createObjectURL(file)),
    onSuccess: user => {
      keep(user)
      toast('ok', t('picture.done'))
    },
    onSettled: () => setPreview(undefined),
  })
  const remove = useMutation({
    mutationFn: removePicture,
    onSuccess: user => {
      upload.reset()
      keep(user)
    },
  })
  const error = upload.error ?? remove.error
  const retry = upload.error && upload.variables
  return (
    <Card title={t('picture.title')} description={t('picture.lead')}>
      <div className="flex flex-col gap-4">
        {error && (
          <Banner
            tone="danger"
            title={errorText(error)}
            actions={
              retry && (
                <Button size="sm" onPress={() => upload.mutate(retry)}>
                  {t('picture.retry')}
                </Button>
              )
            }
          />
        )}
        <div className="flex flex-col items-center gap-6 sm:flex-row">
          <div className="flex flex-col items-center gap-2">
            <Avatar size="xl" name={me.name} src={preview ?? me.picture_url} />
            {me.picture_url && (
              <Button
                size="sm"
                variant="danger-quiet"
                isPending={remove.isPending}
                onPress={() => remove.mutate()}
              >
                <Trash2 aria-hidden />
                {t('picture.remove')}
              </Button>
            )}
          </div>
          <div className="flex w-full grow">
            <FileDrop
              label={t('picture.drop')}
              hint={t('picture.hint')}
              buttonLabel={t('picture.choose')}
              refusal={t('picture.refused')}
              accept={ACCEPTED}
              maxBytes={MAX_BYTES}
              isPending={upload.isPending}
              onFile={upload.mutate}
            />
          </div>
        </div>
      </div>
    </Card>
  )
}
