// Names of products, the same in every language. Order matters: Edge and Opera call themselves Chrome too, and Chrome Safari.
const BROWSERS: [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HeadlessChrome\/|Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/curl\//, 'curl'],
  [/python-requests\/|python-httpx\//i, 'Python'],
]
const SYSTEMS: [RegExp, string, boolean][] = [
  [/iPhone/, 'iPhone', true],
  [/iPad/, 'iPad', true],
  [/Android/, 'Android', true],
  [/Windows/, 'Windows', false],
  [/CrOS/, 'ChromeOS', false],
  [/Mac OS X|Macintosh/, 'macOS', false],
  [/Linux|X11/, 'Linux', false],
]

export type Device = { browser: string | undefined; system: string | undefined; isHandheld: boolean }

/** What a person calls the device, from what its browser calls itself. */
export function deviceOf(userAgent: string): Device {
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))
  return {
    browser: BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1],
    system: system?.[1],
    isHandheld: system?.[2] ?? false,
  }
}
