import * as z from 'zod/mini'

/** A number as it is typed, in the digits of either language; the server knows the bounds. `5,000` is no number: it could be five. */
export const amount = z
  .string()
  .check(z.trim(), z.regex(/^(?:[\d٠-٩]+(?:[.٫][\d٠-٩]{1,3}|,[\d٠-٩]{1,2})?)?$/))

/** `١٢٫٥` and `12,5` are 12.5; nothing is null. */
export function numberOf(text: string): number | null {
  const latin = text.trim().replace(/[٠-٩]/g, digit => String('٠١٢٣٤٥٦٧٨٩'.indexOf(digit)))
  return latin === '' ? null : Number(latin.replace(/[,٫]/, '.'))
}
