import type { Log } from '#platform/log';
import type { SignedHead } from './log-store.ts';
import type { Repeating } from './repeating.ts';
import { repeat } from './repeating.ts';
import { makePublisher } from './publish-actions.ts';
import type { PublisherDeps } from './publish-actions.ts';
import { codeOf } from './sequencer-jobs.ts';
import { signNewestHead } from './signer-actions.ts';
import type { SignerDeps } from './signer-actions.ts';

/** Milliseconds between looks at the head, and after a refusal or failure. */
const INTERVAL = 200;
const AFTER_FAILURE = 1000;

/**
 * Signs every new head and publishes it. A refusal is not retried into a signature: it stands, and is logged, until a
 * person has acted.
 */
export function startSigner(deps: SignerDeps & PublisherDeps & { readonly log: Log }): Repeating {
  const publisher = makePublisher(deps);
  const said = new Set<string>();
  let known: Uint8Array | null = null;
  let unpublished: SignedHead | null = null;
  const sayOnce = (message: string, code: string): void => {
    if (!said.has(code)) deps.log.error(message, { code });
    said.add(code);
  };
  const signOnce = async (): Promise<number> => {
    const outcome = await signNewestHead(deps, known);
    if (outcome.kind === 'refused') {
      sayOnce('The signer refuses the log', outcome.reason);
      return AFTER_FAILURE;
    }
    if (outcome.kind === 'signed') unpublished = outcome.head;
    else known = outcome.published;
    return INTERVAL;
  };
  const publishOnce = async (): Promise<void> => {
    if (unpublished === null) return;
    await publisher.publish(unpublished);
    known = Buffer.from(unpublished.note, 'utf8');
    unpublished = null;
    said.clear();
  };
  return repeat(async () => {
    try {
      // What could not be published goes first: no second signature before the world can see the one before it.
      await publishOnce();
      const wait = await signOnce();
      await publishOnce();
      return wait;
    } catch (error) {
      sayOnce('The signer cannot sign or publish', codeOf(error));
      return AFTER_FAILURE;
    }
  });
}
