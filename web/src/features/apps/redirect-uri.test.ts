import { expect, it } from 'vitest'
import { isRedirectUri } from './redirect-uri'

it.each([
  'https://app.example.com/callback',
  'http://localhost:3000/cb',
  'http://127.0.0.1/cb',
  'http://[::1]:8000/cb',
  'com.example.app:/callback',
])('takes %s', uri => {
  expect(isRedirectUri(uri)).toBe(true)
})

it.each([
  '',
  'example.com/cb',
  'http://example.com/cb',
  'http://localhost.evil.example/cb',
  'https://*.example.com/cb',
  'https://example.com/cb#x',
  'https://user:secret@example.com/cb',
  'https:/example.com',
  'https://example.com/a b',
  'javascript:alert(1)',
  'myapp://cb',
])('refuses %s', uri => {
  expect(isRedirectUri(uri)).toBe(false)
})
