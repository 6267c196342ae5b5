-- Questions. The question, the SQL and the reading live in this table alone (besides the sealed pack), so that an
-- erasure knows where to look.
CREATE SCHEMA ask;

CREATE TABLE ask.queries (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES identity.users (id),
  dataset_id uuid,
  question text NOT NULL,
  choice text,
  -- A retried ask with the same key is the same question, within 24 hours.
  idempotency_key text,
  body_digest text NOT NULL,
  -- The leaf of the request: its receipt can be signed again for a client that lost the reply.
  request_leaf bytea NOT NULL,
  request_leaf_hash text NOT NULL,
  trace_id text NOT NULL,
  -- What "today" means in this question.
  instant timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'running', 'awaiting_approval', 'success', 'error')),
  stage text,
  -- Which worker answers it: a later claim ends the one before.
  claim uuid,
  -- Counts every change a reader may see: the id of the event stream.
  version int NOT NULL DEFAULT 1,
  -- The run's chain of leaves: how many, and the hash of the newest.
  seq int NOT NULL,
  prev text CHECK (prev ~ '^[0-9a-f]{64}$'),
  -- `intended`: the intention is on record and nobody may execute again.
  executed text NOT NULL DEFAULT 'no' CHECK (executed IN ('no', 'intended', 'yes', 'unknown')),
  generated_sql text,
  executed_sql text,
  reading text,
  -- Every candidate and printed text so far, in order: whoever closes a dead run needs nothing from its worker.
  attempts jsonb NOT NULL DEFAULT '[]',
  -- What the finished question shows besides its rows.
  view jsonb NOT NULL DEFAULT '{}',
  row_count int,
  truncated boolean NOT NULL DEFAULT false,
  evidence_id uuid,
  error_code text,
  error_message text,
  error_id uuid,
  execution_time_ms int,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- After this moment any live process closes the question.
  deadline timestamptz NOT NULL,
  finished_at timestamptz,
  CHECK ((status IN ('success', 'error')) = (finished_at IS NOT NULL)),
  CHECK ((status = 'error') = (error_code IS NOT NULL))
);

CREATE UNIQUE INDEX queries_idempotency ON ask.queries (user_id, idempotency_key);
CREATE INDEX idx_queries_user_id ON ask.queries (user_id, created_at DESC, id DESC);
CREATE INDEX idx_queries_created_at ON ask.queries (created_at DESC);
CREATE INDEX idx_queries_question ON ask.queries USING gin (to_tsvector('english', question));
CREATE INDEX idx_queries_unfinished ON ask.queries (deadline) WHERE finished_at IS NULL;
CREATE INDEX idx_queries_evidence ON ask.queries (evidence_id) WHERE evidence_id IS NOT NULL;

-- Who has looked at which answer: a view is on record once per person and answer, not per poll.
CREATE TABLE ask.views (
  query_id uuid NOT NULL REFERENCES ask.queries (id),
  user_id uuid NOT NULL REFERENCES identity.users (id),
  viewed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (query_id, user_id)
);

GRANT USAGE ON SCHEMA ask TO atlas_app, atlas_worker;
GRANT SELECT, INSERT, UPDATE ON ask.queries TO atlas_app, atlas_worker;
GRANT SELECT, INSERT ON ask.views TO atlas_app;

-- Listeners of the event stream are told which question moved; the row itself is read by those who may.
CREATE FUNCTION ask.notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ask_query', NEW.id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER queries_changed AFTER INSERT OR UPDATE ON ask.queries
  FOR EACH ROW EXECUTE FUNCTION ask.notify_change();
