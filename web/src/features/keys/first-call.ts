/** A call that works with every key, whatever it may do: who am I, and for which organization? */
export const firstCall = (key: string, origin = location.origin) =>
  `curl -H "Authorization: Bearer ${key}" ${origin}/api/context`
