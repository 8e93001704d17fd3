import { expect, it } from 'vitest'
import { audienceOf, audienceValues, missingOf } from './audience-values'

const mona = { age_min: 28, age_max: 40, genders: ['female'], interests: ['family'] }

it('comes back as it was', () => {
  expect(audienceOf(audienceValues(mona), 'Besides')).toMatchObject({ ...mona, custom: 'Besides' })
  expect(audienceOf(audienceValues({}))).not.toHaveProperty('custom')
})

it('is filled where nothing was said, and nowhere else', () => {
  const empty = audienceValues({})
  expect(missingOf(empty, mona)).toEqual({
    age_min: '28',
    age_max: '40',
    genders: ['female'],
    interests: ['family'],
  })
  const said = { ...empty, age_min: '50', interests: ['coffee'] }
  expect(missingOf(said, mona)).toEqual({ genders: ['female'] })
  expect(missingOf(audienceValues(mona), mona)).toEqual({})
})
