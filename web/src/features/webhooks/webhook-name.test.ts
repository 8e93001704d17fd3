import { expect, test } from 'vitest'
import { webhookName } from './webhook-name'

test('a webhook is called by its description, else by its host', () => {
  expect(webhookName({ description: 'CRM', url: 'https://a.example/x' })).toBe('CRM')
  expect(webhookName({ description: '', url: 'https://a.example:8443/x?token=y' })).toBe('a.example:8443')
  expect(webhookName({ description: '', url: 'nonsense' })).toBe('nonsense')
})
