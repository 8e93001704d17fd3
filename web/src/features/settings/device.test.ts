import { expect, it } from 'vitest'
import { deviceOf } from './device'

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)'

it('tells browsers apart that carry each other’s names', () => {
  expect(deviceOf(`${MAC} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`).browser).toBe('Edge')
  expect(deviceOf(`${MAC} Chrome/140.0.0.0 Safari/537.36`)).toEqual({
    browser: 'Chrome',
    system: 'macOS',
    isHandheld: false,
  })
})

it('knows phones', () => {
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
  expect(deviceOf(iphone)).toEqual({ browser: 'Safari', system: 'iPhone', isHandheld: true })
  expect(
    deviceOf('Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile Safari/537.36').system,
  ).toBe('Android')
})

it('admits what it does not know', () => {
  expect(deviceOf('')).toEqual({ browser: undefined, system: undefined, isHandheld: false })
})
