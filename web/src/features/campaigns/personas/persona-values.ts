import * as z from 'zod/mini'
import type { Persona, PersonaSketch } from '@/shared/api/types'
import { audienceOf, audienceSchema, audienceValues } from '../audience-values'

const lines = z.string().check(z.trim(), z.maxLength(2000))

export const schema = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
  occupation: z.string().check(z.trim(), z.maxLength(120)),
  description: lines,
  target_audience: audienceSchema,
  goals: lines,
  pains: lines,
  channels: z.array(z.string()),
  tone: z.string().check(z.trim(), z.maxLength(200)),
})

export type PersonaValues = z.infer<typeof schema>

export const toValues = (persona: Persona | undefined): PersonaValues => ({
  name: persona?.name ?? '',
  occupation: persona?.occupation ?? '',
  description: persona?.description ?? '',
  target_audience: audienceValues(persona?.target_audience ?? {}),
  goals: persona?.goals ?? '',
  pains: persona?.pains ?? '',
  channels: persona?.channels ?? [],
  tone: persona?.tone ?? '',
})

export const toSketch = (values: PersonaValues, persona: Persona | undefined): PersonaSketch => ({
  ...values,
  target_audience: audienceOf(values.target_audience, persona?.target_audience.custom),
})
