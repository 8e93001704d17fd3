import { createStore, useStore } from '@/shared/lib/store'

type FrameDialog = 'search' | 'help' | 'drawer' | 'sign-out'

/** Which of the frame's own dialogs is open; many places open them. */
const open = createStore<FrameDialog | undefined>(undefined)

export const openDialog = (dialog: FrameDialog) => open.set(dialog)
export const closeDialog = () => open.set(undefined)
export const useOpenDialog = () => useStore(open)
