-- Long work in stages, which one worker at a time takes as a whole.
ALTER TABLE jobs
    -- Who is at it. The claim ends with the worker's session, and with its signs of life.
    ADD COLUMN runner_id integer REFERENCES workers ON DELETE SET NULL,
    -- What is being done at this moment, and how far that is.
    ADD COLUMN stage text,
    ADD COLUMN stage_done bigint NOT NULL DEFAULT 0,
    ADD COLUMN stage_total bigint,
    -- What has come of it: what whoever takes it over goes on from, and what is answered in the end.
    ADD COLUMN result jsonb NOT NULL DEFAULT '{}';
CREATE INDEX jobs_runner_id ON jobs (runner_id) WHERE runner_id IS NOT NULL;
