-- Long work, how far it is, and what went wrong on the way.

CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    model_id bigint REFERENCES model_versions ON DELETE SET NULL,
    kind text NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    total bigint NOT NULL DEFAULT 0,
    encoded bigint NOT NULL DEFAULT 0,
    duplicates bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    parameters jsonb NOT NULL DEFAULT '{}',
    attempts integer NOT NULL DEFAULT 0,
    message text,
    heartbeat_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz
);
CREATE INDEX jobs_collection_id_id ON jobs (collection_id, id DESC);
CREATE INDEX jobs_model_id ON jobs (model_id);
CREATE INDEX jobs_waiting ON jobs (id) WHERE state IN ('queued', 'running');

CREATE TABLE job_failures (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
    source bytea NOT NULL,
    source_sha256 bytea NOT NULL GENERATED ALWAYS AS (sha256(source)) STORED,
    code text NOT NULL,
    message text NOT NULL,
    UNIQUE (job_id, source_sha256)
);
