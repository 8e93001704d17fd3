import { useStore } from '@/shared/lib/store'
import { type ColumnId, columnChoice, setColumnChoice } from './column-choice'

/** The columns that this browser shows. */
export function useColumnChoice(): [ColumnId[], (ids: ColumnId[]) => void] {
  return [useStore(columnChoice), setColumnChoice]
}
