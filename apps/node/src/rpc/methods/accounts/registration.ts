import { nonceRef, type StorageReader, type Topoheight } from '@tos/state';

/** Whether an account exists after the block at a topoheight: whether it has a nonce, which nothing deletes. */
export async function isRegisteredAt(
  account: Uint8Array,
  topoheight: Topoheight,
  storage: Pick<StorageReader, 'readMany'>,
): Promise<boolean> {
  const [version] = await storage.readMany([nonceRef(account)], topoheight);
  return version?.value != null;
}

/**
 * The topoheight of the block that made an account which exists at `to`, and did not at `from`. It takes the logarithm of the distance in
 * reads: an account's own versions may be as many as it sent transactions.
 */
export async function registrationBetween(
  account: Uint8Array,
  { from, to }: { readonly from: Topoheight; readonly to: Topoheight },
  storage: Pick<StorageReader, 'readMany'>,
): Promise<Topoheight> {
  let [absent, present] = [from, to];
  while (present - absent > 1) {
    const middle = Math.floor((absent + present) / 2);
    if (await isRegisteredAt(account, middle, storage)) present = middle;
    else absent = middle;
  }
  return present;
}
