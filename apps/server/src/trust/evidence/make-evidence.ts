import { copyParts } from './copy-actions.ts';
import { openRun, release, seal, stage } from './evidence-actions.ts';
import type { EvidenceDeps } from './evidence-deps.ts';
import type { Evidence } from './evidence.ts';
import { loadPack } from './evidence-store.ts';
import { makeOpenedResults } from './opened-results.ts';
import { makePack } from './pack-actions.ts';
import { loadJson, openResult } from './read-actions.ts';
import { refuse } from './refuse-actions.ts';

/** The room of evidence: from a question's first leaf to its pack. */
export function makeEvidence(given: EvidenceDeps): Evidence {
  const deps = { ...given, known: new Set<string>(), opened: makeOpenedResults() };
  return {
    openRun: (tx, opening) => openRun(deps, tx, opening),
    stage: (tx, chain, statements) => stage(deps, tx, chain, statements),
    seal: (db, answer) => seal(deps, db, answer),
    release: (tx, chain, { sealed, execution }) => release(deps, tx, chain, { sealed, execution }),
    refuse: (tx, chain, refusal) => refuse(deps, tx, chain, refusal),
    copyParts: (db) => copyParts(deps, db),
    openResult: (db, evidenceId) => openResult(deps, db, evidenceId),
    loadJson: (db, evidenceId) => loadJson(deps, db, evidenceId),
    pack: (db, evidenceId, keys) => makePack(deps, db, evidenceId, keys),
    loadRun: async (db, evidenceId) => (await loadPack(db, evidenceId))?.run ?? null,
  };
}
