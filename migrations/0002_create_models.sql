-- Trained models, their files, and which of them serves.

CREATE TABLE model_versions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    name text NOT NULL CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$' AND name !~ '^[0-9]+$'),
    version integer NOT NULL CHECK (version > 0),
    objective text NOT NULL,
    resolution integer NOT NULL CHECK (resolution > 0),
    latent_dimension integer NOT NULL CHECK (latent_dimension BETWEEN 1 AND 16000),
    normalization text NOT NULL,
    preprocessing jsonb NOT NULL,
    configuration jsonb NOT NULL DEFAULT '{}',
    metrics jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL CHECK (state IN ('training', 'ready', 'failed')),
    parent_id bigint REFERENCES model_versions ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (collection_id, name, version)
);
CREATE INDEX model_versions_parent_id ON model_versions (parent_id);

CREATE TABLE model_artifacts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model_id bigint NOT NULL REFERENCES model_versions ON DELETE CASCADE,
    kind text NOT NULL,
    byte_size bigint NOT NULL CHECK (byte_size >= 0),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (model_id, kind)
);

CREATE TABLE model_artifact_chunks (
    artifact_id bigint NOT NULL REFERENCES model_artifacts ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    bytes bytea NOT NULL,
    PRIMARY KEY (artifact_id, ordinal)
);
-- Weights do not get smaller.
ALTER TABLE model_artifact_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Append-only: the newest row of a collection is what serves, and going back is a new row.
CREATE TABLE activations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    model_id bigint NOT NULL REFERENCES model_versions ON DELETE CASCADE,
    reason text NOT NULL DEFAULT 'activate' CHECK (reason IN ('activate', 'rollback')),
    activated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX activations_collection_id_id ON activations (collection_id, id DESC);
CREATE INDEX activations_model_id ON activations (model_id);
