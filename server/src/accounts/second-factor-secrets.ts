import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { type AccountKey, secretTextOf } from './account-keys.ts';

/**
 * A TOTP secret or backup codes, as better-auth has encrypted them with any of the keys, encrypted with `current`.
 * @throws Error when it was encrypted with none of them
 */
export async function reencryptSecondFactor(
  ciphertext: string,
  keys: readonly AccountKey[],
  current: AccountKey,
): Promise<string> {
  const key = {
    keys: new Map(keys.map((each) => [each.number, secretTextOf(each)])),
    currentVersion: current.number,
  };
  return await symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data: ciphertext }) });
}
