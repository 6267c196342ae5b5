/** Hands the bytes that were judged to the person, not others fetched a second time. */
export function savePack(pack: Uint8Array, id: string): void {
  const address = URL.createObjectURL(new Blob([pack as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `atlas-evidence-${id}.zip`;
  link.click();
  URL.revokeObjectURL(address);
}
