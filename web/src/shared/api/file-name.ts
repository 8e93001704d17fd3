/** What the server calls a file; letters of any script are in the second, encoded form. */
export function fileNameIn(headers: Headers): string | undefined {
  const told = headers.get('content-disposition') ?? ''
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(told)?.[1]
  try {
    if (encoded) return decodeURIComponent(encoded)
  } catch {
    // Badly encoded: the plain form is there for that.
  }
  return /filename="([^"]+)"/i.exec(told)?.[1] ?? /filename=([^;"\s]+)/i.exec(told)?.[1]
}
