// Types of the API from its document. Operation ids repeat there (`list`, `show`), and repeated ones would share one
// type; without them every operation stands under its own path and method.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'

const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'))
for (const methods of Object.values(document.paths)) {
  for (const operation of Object.values(methods)) delete operation.operationId
}
const tree = await openapiTS(document, { emptyObjectsUnknown: true })
writeFileSync(new URL('../src/shared/api/schema.d.ts', import.meta.url), COMMENT_HEADER + astToString(tree))
