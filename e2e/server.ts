// Starts the product and its stand-ins before all journeys and stops them at the end. A server from outside serves as well: CMIS_E2E_URL,
// CMIS_E2E_SETUP (its set-up link), CMIS_E2E_SANDBOX (the address of its stand-ins), CMIS_E2E_DATA and CMIS_E2E_BINARY.
import { moveTo, open } from './support/house'

export default async function start() {
  if (process.env.CMIS_E2E_URL) return
  const house = await open()
  moveTo(house)
  return house.end
}
