-- What a server needs: jobs that are asked for before anybody lists their files, and keys.

ALTER TABLE jobs
    -- When the files were listed and put into units; NULL for a job that still waits for that.
    ADD COLUMN planned_at timestamptz DEFAULT now(),
    -- Who lists the files at this moment. The claim ends with the worker's session, and with its signs of life.
    ADD COLUMN planner_id integer REFERENCES workers ON DELETE SET NULL,
    -- Whether the plan takes up inputs that failed before, and are as they were.
    ADD COLUMN retries_failures boolean NOT NULL DEFAULT false;
UPDATE jobs SET planned_at = created_at;
CREATE INDEX jobs_planner_id ON jobs (planner_id) WHERE planner_id IS NOT NULL;
-- Failures are read a page at a time.
CREATE INDEX job_failures_job_id_id ON job_failures (job_id, id);

-- Keys to the server. The secret is shown to whoever made it and not kept: SHA-256 of 256 random bits cannot be turned back.
CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    scope text NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
    sha256 bytea NOT NULL UNIQUE CHECK (octet_length(sha256) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    last_used_at timestamptz
);
-- That a key was used is no news to those who listen.
CREATE TRIGGER notify AFTER INSERT OR DELETE OR UPDATE OF scope, sha256, revoked_at ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION notify_semblance();
