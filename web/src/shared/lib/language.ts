export type Language = 'ar' | 'en'

/** For Intl. Arabic keeps Latin digits, as advertising platforms, bank statements and spreadsheets of the region do. */
export const LANGUAGE_TAG: Record<Language, string> = { ar: 'ar-SA-u-ca-gregory-nu-latn', en: 'en-GB' }
