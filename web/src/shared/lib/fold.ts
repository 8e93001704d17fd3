/** For searching: Arabic without vowel marks and with one form of each letter; Latin without case and accents. */
const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .toLowerCase()

export const matches = (text: string, query: string) => fold(text).includes(fold(query.trim()))
