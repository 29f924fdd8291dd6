/** Why a connection was not made. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}
