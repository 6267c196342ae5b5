-- What keeps the program running: the migrations themselves (ops.migrations is made by the runner, before this), the
-- job queue and the heartbeat of the workers.
GRANT USAGE ON SCHEMA ops TO atlas_app, atlas_worker, atlas_sequencer, atlas_signer;

-- A worker that has not beaten for a while is dead, and the jobs that it held are given to others.
CREATE TABLE ops.worker_beats (
  worker_id text PRIMARY KEY,
  process_id text NOT NULL,
  beaten_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON ops.worker_beats TO atlas_worker;
-- The API tells whether anybody works at all.
GRANT SELECT ON ops.worker_beats TO atlas_app;

-- graphile-worker's tables have row security without policies: only their owner sees rows. So they belong to the
-- worker, and everybody else enqueues through one function with the worker's rights. The table of versions is made
-- here because the library would make the schema with it, which the worker may not.
CREATE SCHEMA graphile_worker AUTHORIZATION atlas_worker;
GRANT CREATE ON SCHEMA ops TO atlas_worker;
SET LOCAL ROLE atlas_worker;

CREATE TABLE graphile_worker.migrations (
  id int PRIMARY KEY,
  ts timestamptz NOT NULL DEFAULT now(),
  breaking boolean NOT NULL DEFAULT false
);

CREATE FUNCTION ops.enqueue(
  task text, payload json, job_key text, priority int, max_attempts int, run_at timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM graphile_worker.add_job(
    identifier => task, payload => payload, job_key => job_key, priority => priority,
    max_attempts => max_attempts, run_at => run_at);
END
$$;
REVOKE ALL ON FUNCTION ops.enqueue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.enqueue TO atlas_app, atlas_sequencer;

RESET ROLE;
REVOKE CREATE ON SCHEMA ops FROM atlas_worker;
