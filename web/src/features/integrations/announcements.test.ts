import { expect, it } from 'vitest'
import { subjectOf } from './announcements'

it.each([
  ['leadgen', 'lead'],
  ['lead_form', 'lead'],
  ['LEAD_ACTION', 'lead'],
  ['AD', 'review'],
  ['AD_GROUP', 'changed'],
  ['messages', 'message'],
  ['im_receive_msg', 'message'],
  ['live_comments', 'social'],
  ['user_event.revoke', 'rights'],
  ['something_new', undefined],
])('knows what %s is about', (kind, subject) => {
  expect(subjectOf(kind)).toBe(subject)
})
