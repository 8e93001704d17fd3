// The one Socket.IO connection of this tab. What comes over it is a hint or a small fact; the API stays the truth.
import type { Socket } from 'socket.io-client'
import { createStore, useStore } from '@/shared/lib/store'
import { accessToken, ensureSession } from '@/shared/session/session'
import type { Events } from './events'

/** `starting` until the first attempt has an answer: nobody is bothered before; `live` in the room where things are told. */
type State = 'starting' | 'live' | 'away'
type Listener = (data: never) => void

const state = createStore<State>('starting')
const listeners = new Map<string, Set<Listener>>()
let socket: Socket | undefined
/** Whether anybody waits for it while its code loads. */
let wanted = false
let room: string | undefined
/** A refused token is refreshed once; when that did not help, the next attempt waits. */
let refused = 0

export const useIsLive = () => useStore(state) === 'live'
export const useIsAway = () => useStore(state) === 'away'

/** Hears an event until the returned function is called. */
export function listen<Name extends keyof Events>(event: Name, listener: (data: Events[Name]) => void) {
  const all = listeners.get(event) ?? new Set()
  listeners.set(event, all.add(listener))
  return () => {
    all.delete(listener)
  }
}

function tell(event: string, data: unknown) {
  for (const listener of listeners.get(event) ?? []) listener(data as never)
}

/** Connects, and enters the room of this organization instead of the last one's. */
export async function goLive(org: string, onSessionEnded: () => void) {
  const next = org ? `org:${org}` : undefined
  const last = room
  room = next
  if (socket?.connected && next !== last) {
    if (last) socket.emit('leave', last)
    void enter(socket)
  }
  if (socket) return
  wanted = true
  const { io } = await import('socket.io-client')
  if (wanted) socket ??= connection(io, onSessionEnded)
}

/** Ends the connection, with what the page behind sign-in showed. */
export function goSilent() {
  wanted = false
  socket?.disconnect()
  socket = undefined
  state.set('starting')
}

/** Into the room, then told of all that happens there. What changed since it was fetched was told before: it is fetched anew. */
async function enter(made: Socket) {
  const entered = room
  const { ok } = entered ? await made.emitWithAck('join', entered).catch(() => ({ ok: false })) : { ok: true }
  if (socket !== made || room !== entered || !made.connected) return
  state.set(ok ? 'live' : 'away')
  tell('resync', {})
}

function connection(io: typeof import('socket.io-client').io, onSessionEnded: () => void): Socket {
  const made = io({
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    // The current token at each attempt, the one after a break too.
    auth: send => void accessToken().then(token => send({ token })),
    reconnectionDelayMax: 30_000,
  })
  const renew = async () => {
    // Whoever signs out here leaves within this time, and needs no word about it. A refresh that did not help waits longer.
    await new Promise(done => setTimeout(done, refused++ ? 30_000 : 1000))
    if (socket !== made) return
    const goesOn = await ensureSession(true).catch(() => true)
    if (socket !== made) return
    if (goesOn) made.connect()
    else onSessionEnded()
  }
  made.on('connect', () => {
    refused = 0
    void enter(made)
  })
  made.on('disconnect', reason => {
    if (socket !== made) return
    state.set('away')
    // The server's goodbye: the login may have ended.
    if (reason === 'io server disconnect') void renew()
  })
  made.on('connect_error', () => {
    state.set('away')
    // Refused rather than not reached: nothing tries again by itself.
    if (!made.active) void renew()
  })
  made.onAny(tell)
  return made
}
