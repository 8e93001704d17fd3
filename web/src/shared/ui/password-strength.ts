/** 0 too short … 4 strong. A guide while typing, not a gate: the server decides, with its list of common passwords. */
export function passwordStrength(password: string): 0 | 1 | 2 | 3 | 4 {
  if (password.length < 12) return 0
  const distinct = new Set(password.toLowerCase()).size
  // Runs and alphabets that people type instead of choosing.
  const lazy = /(.)\1{3,}|0123|1234|abcd|qwert|password|asdf/i.test(password)
  if (lazy || distinct < 6) return 1
  const kinds = [/\p{Ll}|\p{Lo}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter(kind => kind.test(password)).length
  const score = Math.floor((password.length - 8) / 4) + kinds
  return score >= 5 ? 4 : score >= 3 ? 3 : 2
}
