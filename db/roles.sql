-- Run once per server and database, before the first migration, by a superuser or (on a managed server) by a role that
-- may create roles and owns the database. Running it again changes nothing. It sets no passwords: whoever runs it does.
--
--   atlas_owner      owns every table and runs the migrations; no process that serves people logs in as it
--   atlas_app        the API: reads and writes its own tables, appends to the log's staging table, cannot touch the log
--   atlas_worker     runs the questions; owns the job queue
--   atlas_sequencer  moves staged leaves into the log
--   atlas_signer     signs checkpoints
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['atlas_owner', 'atlas_app', 'atlas_worker', 'atlas_sequencer', 'atlas_signer'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name);
    END IF;
  END LOOP;
  -- The owner installs the queue for the worker and hands it over.
  IF NOT pg_has_role('atlas_owner', 'atlas_worker', 'MEMBER') THEN
    GRANT atlas_worker TO atlas_owner;
  END IF;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO atlas_owner', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO atlas_app, atlas_worker, atlas_sequencer, atlas_signer', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
