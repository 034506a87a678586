-- What is usual among the images of a model version: the quantiles by which a query is called familiar or not.
ALTER TABLE model_versions ADD COLUMN familiarity jsonb;
