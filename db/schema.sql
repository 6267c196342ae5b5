CREATE SCHEMA access AUTHORIZATION atlas_owner;

CREATE SCHEMA ask AUTHORIZATION atlas_owner;

CREATE SCHEMA audit AUTHORIZATION atlas_owner;

CREATE SCHEMA catalogue AUTHORIZATION atlas_owner;

CREATE SCHEMA evidence AUTHORIZATION atlas_owner;

CREATE SCHEMA identity AUTHORIZATION atlas_owner;

CREATE SCHEMA ops AUTHORIZATION atlas_owner;

GRANT USAGE ON SCHEMA access TO atlas_app;
GRANT USAGE ON SCHEMA access TO atlas_worker;

GRANT USAGE ON SCHEMA ask TO atlas_app;
GRANT USAGE ON SCHEMA ask TO atlas_worker;

GRANT USAGE ON SCHEMA audit TO atlas_app;
GRANT USAGE ON SCHEMA audit TO atlas_sequencer;
GRANT USAGE ON SCHEMA audit TO atlas_signer;
GRANT USAGE ON SCHEMA audit TO atlas_worker;

GRANT USAGE ON SCHEMA catalogue TO atlas_app;
GRANT USAGE ON SCHEMA catalogue TO atlas_worker;

GRANT USAGE ON SCHEMA evidence TO atlas_app;
GRANT USAGE ON SCHEMA evidence TO atlas_worker;

GRANT USAGE ON SCHEMA identity TO atlas_app;
GRANT USAGE ON SCHEMA identity TO atlas_worker;

GRANT USAGE ON SCHEMA ops TO atlas_app;
GRANT USAGE ON SCHEMA ops TO atlas_sequencer;
GRANT USAGE ON SCHEMA ops TO atlas_signer;
GRANT USAGE ON SCHEMA ops TO atlas_worker;

CREATE TABLE access.policy_sets (
  version bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  digest text NOT NULL,
  policies jsonb NOT NULL,
  schema text NOT NULL,
  leaf_hash bytea NOT NULL,
  activated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE ask.queries (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  dataset_id uuid,
  question text NOT NULL,
  choice text,
  idempotency_key text,
  body_digest text NOT NULL,
  request_leaf bytea NOT NULL,
  request_leaf_hash text NOT NULL,
  trace_id text NOT NULL,
  instant timestamp with time zone NOT NULL,
  status text NOT NULL,
  stage text,
  claim uuid,
  version integer DEFAULT 1 NOT NULL,
  seq integer NOT NULL,
  prev text,
  executed text DEFAULT 'no'::text NOT NULL,
  generated_sql text,
  executed_sql text,
  reading text,
  attempts jsonb DEFAULT '[]'::jsonb NOT NULL,
  view jsonb DEFAULT '{}'::jsonb NOT NULL,
  row_count integer,
  truncated boolean DEFAULT false NOT NULL,
  evidence_id uuid,
  error_code text,
  error_message text,
  error_id uuid,
  execution_time_ms integer,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  deadline timestamp with time zone NOT NULL,
  finished_at timestamp with time zone
);

CREATE TABLE ask.views (
  query_id uuid NOT NULL,
  user_id uuid NOT NULL,
  viewed_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE audit.audit_events (
  id uuid NOT NULL,
  event_type text NOT NULL,
  user_id uuid,
  team text,
  resource_type text,
  resource_id uuid,
  details jsonb NOT NULL,
  ip_address inet,
  user_agent text,
  created_at timestamp with time zone NOT NULL,
  leaf_hash bytea NOT NULL
);

CREATE TABLE audit.checkpoints (
  size bigint NOT NULL,
  root bytea NOT NULL,
  note text NOT NULL,
  signed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE audit.entries (
  index bigint NOT NULL,
  leaf_hash bytea NOT NULL,
  leaf bytea NOT NULL,
  added_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE audit.envelopes (
  leaf_hash bytea NOT NULL,
  leaf bytea NOT NULL,
  run uuid,
  seq integer,
  envelope bytea NOT NULL
);

CREATE TABLE audit.heads (
  size bigint NOT NULL,
  root bytea NOT NULL,
  created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE audit.nodes (
  level smallint NOT NULL,
  index bigint NOT NULL,
  hash bytea NOT NULL
);

CREATE TABLE audit.rejected (
  id bigint NOT NULL,
  leaf bytea NOT NULL,
  reason text NOT NULL,
  rejected_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE audit.staging (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  leaf bytea NOT NULL,
  staged_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE catalogue.datasets (
  id uuid NOT NULL,
  source_id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  schema jsonb NOT NULL,
  publication jsonb NOT NULL,
  created_by uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  is_active boolean DEFAULT true NOT NULL
);

CREATE TABLE catalogue.profiles (
  source_id uuid NOT NULL,
  digest text NOT NULL,
  catalogue_digest text NOT NULL,
  relations jsonb NOT NULL,
  masked_schema text NOT NULL,
  login text NOT NULL,
  secret text NOT NULL,
  statistics jsonb NOT NULL,
  provisioned_at timestamp with time zone DEFAULT now() NOT NULL,
  state text DEFAULT 'ready'::text NOT NULL,
  views jsonb DEFAULT '{}'::jsonb NOT NULL,
  by_hand boolean DEFAULT false NOT NULL
);

CREATE TABLE catalogue.sources (
  id uuid NOT NULL,
  name text NOT NULL,
  address jsonb NOT NULL,
  provisioner text,
  server_major integer NOT NULL,
  time_zone text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  provision text DEFAULT 'views'::text NOT NULL,
  reader_login text,
  reader_secret text,
  away text[] DEFAULT '{}'::text[] NOT NULL,
  baseline jsonb DEFAULT '{}'::jsonb NOT NULL
);

CREATE TABLE catalogue.versions (
  version bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  source_id uuid NOT NULL,
  digest text NOT NULL,
  catalogue jsonb NOT NULL,
  leaf_hash bytea NOT NULL,
  activated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE evidence.copies (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  key text NOT NULL,
  digest bytea NOT NULL
);

CREATE TABLE evidence.pack_checkpoints (
  evidence_id uuid NOT NULL,
  size bigint NOT NULL,
  note text NOT NULL
);

CREATE TABLE evidence.packs (
  evidence_id uuid NOT NULL,
  run uuid NOT NULL,
  manifest_digest bytea NOT NULL,
  leaf_hash bytea NOT NULL,
  created_at timestamp with time zone NOT NULL
);

CREATE TABLE evidence.parts (
  digest bytea NOT NULL,
  bytes bytea NOT NULL
);

CREATE TABLE evidence.record_keys (
  run uuid NOT NULL,
  name text NOT NULL,
  master_kid text NOT NULL,
  wrapped bytea NOT NULL
);

CREATE TABLE identity.jwt_keys (
  kid text NOT NULL,
  master_kid text NOT NULL,
  wrapped bytea NOT NULL,
  signs_from timestamp with time zone NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE identity.known_blocks (
  account text NOT NULL,
  block text NOT NULL,
  last_sign_in_at timestamp with time zone NOT NULL
);

CREATE TABLE identity.sessions (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  auth_time timestamp with time zone NOT NULL,
  amr text[] NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  token_number integer NOT NULL,
  rotated_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  ended_because text
);

CREATE TABLE identity.sign_in_failures (
  account text NOT NULL,
  block text NOT NULL,
  failures integer NOT NULL,
  counting_since timestamp with time zone NOT NULL,
  backoffs integer NOT NULL,
  closed_until timestamp with time zone
);

CREATE TABLE identity.users (
  id uuid NOT NULL,
  email text NOT NULL,
  full_name text NOT NULL,
  role text NOT NULL,
  team text NOT NULL,
  oversees text[] DEFAULT '{}'::text[] NOT NULL,
  jurisdictions text[] DEFAULT '{}'::text[] NOT NULL,
  password_hash text NOT NULL,
  password_expires_at timestamp with time zone,
  password_changed_at timestamp with time zone NOT NULL,
  is_active boolean DEFAULT true NOT NULL,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  last_login_at timestamp with time zone
);

CREATE TABLE ops.migrations (
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE ops.worker_beats (
  worker_id text NOT NULL,
  process_id text NOT NULL,
  beaten_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE access.policy_sets ADD CONSTRAINT policy_sets_pkey PRIMARY KEY (version);
ALTER TABLE access.policy_sets ADD CONSTRAINT policy_sets_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text));
ALTER TABLE access.policy_sets ADD CONSTRAINT policy_sets_leaf_hash_check CHECK ((octet_length(leaf_hash) = 32));

ALTER TABLE ask.queries ADD CONSTRAINT queries_pkey PRIMARY KEY (id);
ALTER TABLE ask.queries ADD CONSTRAINT queries_check CHECK (((status = ANY (ARRAY['success'::text, 'error'::text])) = (finished_at IS NOT NULL)));
ALTER TABLE ask.queries ADD CONSTRAINT queries_check1 CHECK (((status = 'error'::text) = (error_code IS NOT NULL)));
ALTER TABLE ask.queries ADD CONSTRAINT queries_executed_check CHECK ((executed = ANY (ARRAY['no'::text, 'intended'::text, 'yes'::text, 'unknown'::text])));
ALTER TABLE ask.queries ADD CONSTRAINT queries_prev_check CHECK ((prev ~ '^[0-9a-f]{64}$'::text));
ALTER TABLE ask.queries ADD CONSTRAINT queries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'awaiting_approval'::text, 'success'::text, 'error'::text])));
ALTER TABLE ask.queries ADD CONSTRAINT queries_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.users(id);

ALTER TABLE ask.views ADD CONSTRAINT views_pkey PRIMARY KEY (query_id, user_id);
ALTER TABLE ask.views ADD CONSTRAINT views_query_id_fkey FOREIGN KEY (query_id) REFERENCES ask.queries(id);
ALTER TABLE ask.views ADD CONSTRAINT views_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.users(id);

ALTER TABLE audit.audit_events ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id);
ALTER TABLE audit.audit_events ADD CONSTRAINT audit_events_leaf_hash_key UNIQUE (leaf_hash);
ALTER TABLE audit.audit_events ADD CONSTRAINT audit_events_leaf_hash_fkey FOREIGN KEY (leaf_hash) REFERENCES audit.envelopes(leaf_hash);

ALTER TABLE audit.checkpoints ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (size);
ALTER TABLE audit.checkpoints ADD CONSTRAINT checkpoints_root_check CHECK ((octet_length(root) = 32));
ALTER TABLE audit.checkpoints ADD CONSTRAINT checkpoints_size_check CHECK ((size >= 0));

ALTER TABLE audit.entries ADD CONSTRAINT entries_pkey PRIMARY KEY (index);
ALTER TABLE audit.entries ADD CONSTRAINT entries_leaf_hash_key UNIQUE (leaf_hash);
ALTER TABLE audit.entries ADD CONSTRAINT entries_check CHECK ((leaf_hash = sha256(('\x00'::bytea || leaf))));
ALTER TABLE audit.entries ADD CONSTRAINT entries_index_check CHECK ((index >= 0));

ALTER TABLE audit.envelopes ADD CONSTRAINT envelopes_pkey PRIMARY KEY (leaf_hash);
ALTER TABLE audit.envelopes ADD CONSTRAINT envelopes_check CHECK ((leaf_hash = sha256(('\x00'::bytea || leaf))));
ALTER TABLE audit.envelopes ADD CONSTRAINT envelopes_check1 CHECK (((seq IS NULL) OR (run IS NOT NULL)));
ALTER TABLE audit.envelopes ADD CONSTRAINT envelopes_seq_check CHECK ((seq > 0));

ALTER TABLE audit.heads ADD CONSTRAINT heads_pkey PRIMARY KEY (size);
ALTER TABLE audit.heads ADD CONSTRAINT heads_root_check CHECK ((octet_length(root) = 32));
ALTER TABLE audit.heads ADD CONSTRAINT heads_size_check CHECK ((size >= 0));

ALTER TABLE audit.nodes ADD CONSTRAINT nodes_pkey PRIMARY KEY (level, index);
ALTER TABLE audit.nodes ADD CONSTRAINT nodes_hash_check CHECK ((octet_length(hash) = 32));
ALTER TABLE audit.nodes ADD CONSTRAINT nodes_index_check CHECK ((index >= 0));
ALTER TABLE audit.nodes ADD CONSTRAINT nodes_level_check CHECK ((level > 0));

ALTER TABLE audit.rejected ADD CONSTRAINT rejected_pkey PRIMARY KEY (id);

ALTER TABLE audit.staging ADD CONSTRAINT staging_pkey PRIMARY KEY (id);
ALTER TABLE audit.staging ADD CONSTRAINT staging_leaf_check CHECK (((octet_length(leaf) >= 2) AND (octet_length(leaf) <= 1024)));

ALTER TABLE catalogue.datasets ADD CONSTRAINT datasets_pkey PRIMARY KEY (id);
ALTER TABLE catalogue.datasets ADD CONSTRAINT datasets_source_id_name_key UNIQUE (source_id, name);
ALTER TABLE catalogue.datasets ADD CONSTRAINT datasets_source_id_fkey FOREIGN KEY (source_id) REFERENCES catalogue.sources(id);

ALTER TABLE catalogue.profiles ADD CONSTRAINT profiles_pkey PRIMARY KEY (source_id, digest, catalogue_digest);
ALTER TABLE catalogue.profiles ADD CONSTRAINT profiles_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text));
ALTER TABLE catalogue.profiles ADD CONSTRAINT profiles_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'retired'::text])));
ALTER TABLE catalogue.profiles ADD CONSTRAINT profiles_source_id_fkey FOREIGN KEY (source_id) REFERENCES catalogue.sources(id);

ALTER TABLE catalogue.sources ADD CONSTRAINT sources_pkey PRIMARY KEY (id);
ALTER TABLE catalogue.sources ADD CONSTRAINT sources_name_key UNIQUE (name);
ALTER TABLE catalogue.sources ADD CONSTRAINT sources_check CHECK (((provision = 'inline'::text) = ((reader_login IS NOT NULL) AND (reader_secret IS NOT NULL))));
ALTER TABLE catalogue.sources ADD CONSTRAINT sources_provision_check CHECK ((provision = ANY (ARRAY['views'::text, 'inline'::text])));
ALTER TABLE catalogue.sources ADD CONSTRAINT sources_server_major_check CHECK (((server_major >= 15) AND (server_major <= 18)));

ALTER TABLE catalogue.versions ADD CONSTRAINT versions_pkey PRIMARY KEY (version);
ALTER TABLE catalogue.versions ADD CONSTRAINT versions_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text));
ALTER TABLE catalogue.versions ADD CONSTRAINT versions_leaf_hash_check CHECK ((octet_length(leaf_hash) = 32));
ALTER TABLE catalogue.versions ADD CONSTRAINT versions_source_id_fkey FOREIGN KEY (source_id) REFERENCES catalogue.sources(id);

ALTER TABLE evidence.copies ADD CONSTRAINT copies_pkey PRIMARY KEY (id);

ALTER TABLE evidence.pack_checkpoints ADD CONSTRAINT pack_checkpoints_pkey PRIMARY KEY (evidence_id);
ALTER TABLE evidence.pack_checkpoints ADD CONSTRAINT pack_checkpoints_evidence_id_fkey FOREIGN KEY (evidence_id) REFERENCES evidence.packs(evidence_id);

ALTER TABLE evidence.packs ADD CONSTRAINT packs_pkey PRIMARY KEY (evidence_id);
ALTER TABLE evidence.packs ADD CONSTRAINT packs_run_key UNIQUE (run);
ALTER TABLE evidence.packs ADD CONSTRAINT packs_manifest_digest_check CHECK ((octet_length(manifest_digest) = 32));
ALTER TABLE evidence.packs ADD CONSTRAINT packs_leaf_hash_fkey FOREIGN KEY (leaf_hash) REFERENCES audit.envelopes(leaf_hash);

ALTER TABLE evidence.parts ADD CONSTRAINT parts_pkey PRIMARY KEY (digest);
ALTER TABLE evidence.parts ADD CONSTRAINT parts_check CHECK ((digest = sha256(bytes)));

ALTER TABLE evidence.record_keys ADD CONSTRAINT record_keys_pkey PRIMARY KEY (run, name);
ALTER TABLE evidence.record_keys ADD CONSTRAINT record_keys_name_check CHECK ((name = ANY (ARRAY['salt'::text, 'sealed'::text, 'result'::text, 'operator'::text])));

ALTER TABLE identity.jwt_keys ADD CONSTRAINT jwt_keys_pkey PRIMARY KEY (kid);

ALTER TABLE identity.known_blocks ADD CONSTRAINT known_blocks_pkey PRIMARY KEY (account, block);

ALTER TABLE identity.sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE identity.sessions ADD CONSTRAINT sessions_check CHECK (((ended_at IS NULL) = (ended_because IS NULL)));
ALTER TABLE identity.sessions ADD CONSTRAINT sessions_ended_because_check CHECK ((ended_because = ANY (ARRAY['signed_out'::text, 'signed_out_everywhere'::text, 'token_reused'::text, 'password_changed'::text, 'password_reset'::text])));
ALTER TABLE identity.sessions ADD CONSTRAINT sessions_token_number_check CHECK ((token_number >= 1));
ALTER TABLE identity.sessions ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.users(id);

ALTER TABLE identity.sign_in_failures ADD CONSTRAINT sign_in_failures_pkey PRIMARY KEY (account, block);

ALTER TABLE identity.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE identity.users ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE identity.users ADD CONSTRAINT users_email_check CHECK (((email = lower(email)) AND ((length(email) >= 3) AND (length(email) <= 255))));
ALTER TABLE identity.users ADD CONSTRAINT users_full_name_check CHECK (((length(full_name) >= 1) AND (length(full_name) <= 255)));
ALTER TABLE identity.users ADD CONSTRAINT users_password_hash_check CHECK ((password_hash ~~ '$2b$%'::text));
ALTER TABLE identity.users ADD CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['viewer'::text, 'analyst'::text, 'approver'::text, 'admin'::text])));

ALTER TABLE ops.migrations ADD CONSTRAINT migrations_pkey PRIMARY KEY (name);

ALTER TABLE ops.worker_beats ADD CONSTRAINT worker_beats_pkey PRIMARY KEY (worker_id);

CREATE INDEX idx_queries_created_at ON ask.queries USING btree (created_at DESC);
CREATE INDEX idx_queries_evidence ON ask.queries USING btree (evidence_id) WHERE (evidence_id IS NOT NULL);
CREATE INDEX idx_queries_question ON ask.queries USING gin (to_tsvector('english'::regconfig, question));
CREATE INDEX idx_queries_unfinished ON ask.queries USING btree (deadline) WHERE (finished_at IS NULL);
CREATE INDEX idx_queries_user_id ON ask.queries USING btree (user_id, created_at DESC, id DESC);
CREATE UNIQUE INDEX queries_idempotency ON ask.queries USING btree (user_id, idempotency_key);

CREATE INDEX idx_audit_events_created_at ON audit.audit_events USING btree (created_at DESC, id DESC);
CREATE INDEX idx_audit_events_resource ON audit.audit_events USING btree (resource_type, resource_id);
CREATE INDEX idx_audit_events_team ON audit.audit_events USING btree (team, created_at DESC, id DESC);
CREATE INDEX idx_audit_events_type ON audit.audit_events USING btree (event_type, created_at DESC, id DESC);
CREATE INDEX idx_audit_events_user_id ON audit.audit_events USING btree (user_id, created_at DESC, id DESC);

CREATE UNIQUE INDEX envelopes_chain ON audit.envelopes USING btree (run, seq) WHERE (seq IS NOT NULL);

CREATE INDEX sessions_open_by_user ON identity.sessions USING btree (user_id) WHERE (ended_at IS NULL);

CREATE INDEX sign_in_failures_by_age ON identity.sign_in_failures USING btree (counting_since);

CREATE OR REPLACE FUNCTION ask.notify_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('ask_query', NEW.id::text);
  RETURN NULL;
END $function$
;
ALTER FUNCTION ask.notify_change() OWNER TO atlas_owner;

CREATE OR REPLACE FUNCTION audit.longest_wait()
 RETURNS double precision
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  SELECT coalesce(extract(epoch FROM clock_timestamp() - least(
    (SELECT staged_at FROM audit.staging ORDER BY id LIMIT 1),
    (SELECT added_at FROM audit.entries
      WHERE index = coalesce((SELECT size FROM audit.checkpoints ORDER BY size DESC LIMIT 1), 0))
  )), 0)
$function$
;
ALTER FUNCTION audit.longest_wait() OWNER TO atlas_owner;

CREATE OR REPLACE FUNCTION ops.enqueue(task text, payload json, job_key text, priority integer, max_attempts integer, run_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  PERFORM graphile_worker.add_job(
    identifier => task, payload => payload, job_key => job_key, priority => priority,
    max_attempts => max_attempts, run_at => run_at);
END
$function$
;
ALTER FUNCTION ops.enqueue(text,json,text,integer,integer,timestamp with time zone) OWNER TO atlas_worker;

CREATE TRIGGER queries_changed AFTER INSERT OR UPDATE ON ask.queries FOR EACH ROW EXECUTE FUNCTION ask.notify_change();

GRANT SELECT ON TABLE access.policy_sets TO atlas_app;
GRANT SELECT ON TABLE access.policy_sets TO atlas_worker;

GRANT INSERT, SELECT, UPDATE ON TABLE ask.queries TO atlas_app;
GRANT INSERT, SELECT, UPDATE ON TABLE ask.queries TO atlas_worker;

GRANT INSERT, SELECT ON TABLE ask.views TO atlas_app;

GRANT INSERT, SELECT ON TABLE audit.audit_events TO atlas_app;
GRANT INSERT, SELECT ON TABLE audit.audit_events TO atlas_worker;

GRANT INSERT, SELECT ON TABLE audit.checkpoints TO atlas_signer;
GRANT SELECT ON TABLE audit.checkpoints TO atlas_app;
GRANT SELECT ON TABLE audit.checkpoints TO atlas_worker;

GRANT INSERT, SELECT ON TABLE audit.entries TO atlas_sequencer;
GRANT SELECT ON TABLE audit.entries TO atlas_app;
GRANT SELECT ON TABLE audit.entries TO atlas_signer;
GRANT SELECT ON TABLE audit.entries TO atlas_worker;

GRANT INSERT, SELECT ON TABLE audit.envelopes TO atlas_app;
GRANT INSERT, SELECT ON TABLE audit.envelopes TO atlas_worker;

GRANT INSERT, SELECT ON TABLE audit.heads TO atlas_sequencer;
GRANT SELECT ON TABLE audit.heads TO atlas_app;
GRANT SELECT ON TABLE audit.heads TO atlas_signer;
GRANT SELECT ON TABLE audit.heads TO atlas_worker;

GRANT INSERT, SELECT ON TABLE audit.nodes TO atlas_sequencer;
GRANT SELECT ON TABLE audit.nodes TO atlas_app;
GRANT SELECT ON TABLE audit.nodes TO atlas_signer;
GRANT SELECT ON TABLE audit.nodes TO atlas_worker;

GRANT INSERT ON TABLE audit.rejected TO atlas_sequencer;

GRANT DELETE, SELECT ON TABLE audit.staging TO atlas_sequencer;

GRANT SELECT ON TABLE catalogue.datasets TO atlas_app;
GRANT SELECT ON TABLE catalogue.datasets TO atlas_worker;

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE catalogue.profiles TO atlas_worker;

GRANT SELECT ON TABLE catalogue.sources TO atlas_worker;

GRANT SELECT ON TABLE catalogue.versions TO atlas_app;
GRANT SELECT ON TABLE catalogue.versions TO atlas_worker;

GRANT DELETE, INSERT, SELECT ON TABLE evidence.copies TO atlas_app;
GRANT DELETE, INSERT, SELECT ON TABLE evidence.copies TO atlas_worker;

GRANT INSERT, SELECT ON TABLE evidence.pack_checkpoints TO atlas_app;
GRANT INSERT, SELECT ON TABLE evidence.pack_checkpoints TO atlas_worker;

GRANT INSERT, SELECT ON TABLE evidence.packs TO atlas_app;
GRANT INSERT, SELECT ON TABLE evidence.packs TO atlas_worker;

GRANT INSERT, SELECT ON TABLE evidence.parts TO atlas_app;
GRANT INSERT, SELECT ON TABLE evidence.parts TO atlas_worker;

GRANT INSERT, SELECT ON TABLE evidence.record_keys TO atlas_app;
GRANT INSERT, SELECT ON TABLE evidence.record_keys TO atlas_worker;

GRANT INSERT, SELECT ON TABLE identity.jwt_keys TO atlas_app;

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.known_blocks TO atlas_app;

GRANT INSERT, SELECT, UPDATE ON TABLE identity.sessions TO atlas_app;

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE identity.sign_in_failures TO atlas_app;

GRANT INSERT, SELECT, UPDATE ON TABLE identity.users TO atlas_app;

GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE ops.worker_beats TO atlas_worker;
GRANT SELECT ON TABLE ops.worker_beats TO atlas_app;

GRANT INSERT ON COLUMN audit.staging.leaf TO atlas_app;
GRANT INSERT ON COLUMN audit.staging.leaf TO atlas_worker;

GRANT SELECT ON COLUMN catalogue.profiles.by_hand TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.catalogue_digest TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.digest TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.login TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.masked_schema TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.provisioned_at TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.relations TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.source_id TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.state TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.statistics TO atlas_app;
GRANT SELECT ON COLUMN catalogue.profiles.views TO atlas_app;

GRANT SELECT ON COLUMN catalogue.sources.address TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.away TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.baseline TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.created_at TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.id TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.name TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.provision TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.reader_login TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.server_major TO atlas_app;
GRANT SELECT ON COLUMN catalogue.sources.time_zone TO atlas_app;

GRANT SELECT ON COLUMN identity.users.email TO atlas_worker;
GRANT SELECT ON COLUMN identity.users.full_name TO atlas_worker;
GRANT SELECT ON COLUMN identity.users.id TO atlas_worker;
GRANT SELECT ON COLUMN identity.users.is_active TO atlas_worker;
GRANT SELECT ON COLUMN identity.users.jurisdictions TO atlas_worker;
GRANT SELECT ON COLUMN identity.users.oversees TO atlas_worker;
GRANT SELECT ON COLUMN identity.users.role TO atlas_worker;
GRANT SELECT ON COLUMN identity.users.team TO atlas_worker;

GRANT EXECUTE ON FUNCTION ask.notify_change() TO PUBLIC;

GRANT EXECUTE ON FUNCTION audit.longest_wait() TO atlas_app;
GRANT EXECUTE ON FUNCTION audit.longest_wait() TO atlas_worker;

GRANT EXECUTE ON FUNCTION ops.enqueue(text,json,text,integer,integer,timestamp with time zone) TO atlas_app;
GRANT EXECUTE ON FUNCTION ops.enqueue(text,json,text,integer,integer,timestamp with time zone) TO atlas_sequencer;
