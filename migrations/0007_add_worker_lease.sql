-- How long a worker may give no sign of life, so that others know when its transactions are in the way.
ALTER TABLE workers ADD COLUMN lease_seconds double precision NOT NULL DEFAULT 15;
