-- The record. Nobody who acts can change it: the roles of api and worker only add, the sequencer alone orders, the
-- signer alone vouches, and each has no more rights than that takes.
CREATE SCHEMA audit;
CREATE SCHEMA evidence;

-- Leaves on their way into the log, put here in the same transaction as the act. CACHE 1: leaves of one run are staged
-- by different connections, and cached numbers would turn their order around.
CREATE TABLE audit.staging (
  id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  leaf bytea NOT NULL CHECK (octet_length(leaf) BETWEEN 2 AND 1024),
  staged_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);

-- The signed envelope of every leaf: a statement for a stage of a question, else an event.
CREATE TABLE audit.envelopes (
  leaf_hash bytea PRIMARY KEY,
  leaf bytea NOT NULL,
  run uuid,
  seq int CHECK (seq > 0),
  envelope bytea NOT NULL,
  CHECK (leaf_hash = sha256('\x00'::bytea || leaf)),
  CHECK (seq IS NULL OR run IS NOT NULL)
);
-- One chain a run: two stages cannot both be the third leaf.
CREATE UNIQUE INDEX envelopes_chain ON audit.envelopes (run, seq) WHERE seq IS NOT NULL;

-- The customer's table: the searchable face of the log. Every column is read from the envelope of its leaf.
CREATE TABLE audit.audit_events (
  id uuid PRIMARY KEY,
  event_type text NOT NULL,
  user_id uuid,
  -- The user's team at that time: who may read the row goes by it.
  team text,
  resource_type text,
  resource_id uuid,
  details jsonb NOT NULL,
  ip_address inet,
  user_agent text,
  created_at timestamptz NOT NULL,
  leaf_hash bytea NOT NULL UNIQUE REFERENCES audit.envelopes (leaf_hash)
);
CREATE INDEX idx_audit_events_created_at ON audit.audit_events (created_at DESC, id DESC);
CREATE INDEX idx_audit_events_user_id ON audit.audit_events (user_id, created_at DESC, id DESC);
CREATE INDEX idx_audit_events_team ON audit.audit_events (team, created_at DESC, id DESC);
CREATE INDEX idx_audit_events_type ON audit.audit_events (event_type, created_at DESC, id DESC);
CREATE INDEX idx_audit_events_resource ON audit.audit_events (resource_type, resource_id);

-- The log itself. The primary keys make a fork impossible: there is one leaf at an index and one head of a size.
CREATE TABLE audit.entries (
  index bigint PRIMARY KEY CHECK (index >= 0),
  leaf_hash bytea NOT NULL UNIQUE,
  leaf bytea NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (leaf_hash = sha256('\x00'::bytea || leaf))
);
-- Inner nodes of complete subtrees, which never change. Level 0 is entries.leaf_hash.
CREATE TABLE audit.nodes (
  level smallint NOT NULL CHECK (level > 0),
  index bigint NOT NULL CHECK (index >= 0),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, index)
);
CREATE TABLE audit.heads (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE audit.checkpoints (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  note text NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- What could not become a leaf; a row here is an alarm.
CREATE TABLE audit.rejected (
  id bigint PRIMARY KEY,
  leaf bytea NOT NULL,
  reason text NOT NULL,
  rejected_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Seconds that the oldest leaf has been waiting to stand under a signed checkpoint. The api asks before it lets
-- anybody act, and may not look into staging itself.
CREATE FUNCTION audit.longest_wait() RETURNS double precision
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(extract(epoch FROM clock_timestamp() - least(
    (SELECT staged_at FROM audit.staging ORDER BY id LIMIT 1),
    (SELECT added_at FROM audit.entries
      WHERE index = coalesce((SELECT size FROM audit.checkpoints ORDER BY size DESC LIMIT 1), 0))
  )), 0)
$$;
REVOKE EXECUTE ON FUNCTION audit.longest_wait() FROM PUBLIC;

-- Clear and encrypted parts of packs by their SHA-256.
CREATE TABLE evidence.parts (
  digest bytea PRIMARY KEY,
  bytes bytea NOT NULL,
  CHECK (digest = sha256(bytes))
);
-- The only place of the keys that open a record; an erasure destroys them here.
CREATE TABLE evidence.record_keys (
  run uuid NOT NULL,
  name text NOT NULL CHECK (name IN ('salt', 'sealed', 'result', 'operator')),
  master_kid text NOT NULL,
  wrapped bytea NOT NULL,
  PRIMARY KEY (run, name)
);
-- One pack a run: a question is closed once.
CREATE TABLE evidence.packs (
  evidence_id uuid PRIMARY KEY,
  run uuid NOT NULL UNIQUE,
  manifest_digest bytea NOT NULL CHECK (octet_length(manifest_digest) = 32),
  leaf_hash bytea NOT NULL REFERENCES audit.envelopes (leaf_hash),
  created_at timestamptz NOT NULL
);
-- The first checkpoint that covers the closing leaf, chosen once: every later download is the same bytes.
CREATE TABLE evidence.pack_checkpoints (
  evidence_id uuid PRIMARY KEY REFERENCES evidence.packs (evidence_id),
  size bigint NOT NULL,
  note text NOT NULL
);
-- Parts that stand in the database alone so far and belong into the object store.
CREATE TABLE evidence.copies (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL,
  digest bytea NOT NULL
);

GRANT USAGE ON SCHEMA audit TO atlas_app, atlas_worker, atlas_sequencer, atlas_signer;
GRANT USAGE ON SCHEMA evidence TO atlas_app, atlas_worker;

GRANT INSERT (leaf) ON audit.staging TO atlas_app, atlas_worker;
GRANT SELECT, INSERT ON audit.envelopes, audit.audit_events TO atlas_app, atlas_worker;
GRANT SELECT ON audit.entries, audit.nodes, audit.heads, audit.checkpoints TO atlas_app, atlas_worker;
GRANT EXECUTE ON FUNCTION audit.longest_wait() TO atlas_app, atlas_worker;

GRANT SELECT, DELETE ON audit.staging TO atlas_sequencer;
GRANT SELECT, INSERT ON audit.entries, audit.nodes, audit.heads TO atlas_sequencer;
GRANT INSERT ON audit.rejected TO atlas_sequencer;

GRANT SELECT ON audit.entries, audit.nodes, audit.heads TO atlas_signer;
GRANT SELECT, INSERT ON audit.checkpoints TO atlas_signer;

GRANT SELECT, INSERT ON evidence.parts, evidence.record_keys, evidence.packs, evidence.pack_checkpoints
  TO atlas_app, atlas_worker;
GRANT SELECT, INSERT, DELETE ON evidence.copies TO atlas_app, atlas_worker;
