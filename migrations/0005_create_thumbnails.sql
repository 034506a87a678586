-- Thumbnails in a table of their own, written once and as they are; and what ties a source to its image.

-- A JPEG of a few kilobytes stays in its row: cutting it into pieces costs more than the page that it fills. It does not get smaller.
CREATE TABLE thumbnails (
    image_id bigint PRIMARY KEY REFERENCES images ON DELETE CASCADE,
    jpeg bytea NOT NULL
) WITH (toast_tuple_target = 8160);
ALTER TABLE thumbnails ALTER COLUMN jpeg SET STORAGE EXTERNAL;
INSERT INTO thumbnails (image_id, jpeg) SELECT id, thumbnail FROM images;
ALTER TABLE images DROP COLUMN thumbnail;

-- One reference says both that the image exists and that it belongs to the source's collection.
DROP INDEX images_collection_id_id;
ALTER TABLE images ADD CONSTRAINT images_collection_id_id UNIQUE (collection_id, id);
ALTER TABLE image_sources
    DROP CONSTRAINT image_sources_collection_id_fkey,
    DROP CONSTRAINT image_sources_image_id_fkey,
    ADD CONSTRAINT image_sources_image_fkey FOREIGN KEY (collection_id, image_id) REFERENCES images (collection_id, id) ON DELETE CASCADE,
    -- How many leading bytes of the source name the archive that holds it; 0 for a file of its own.
    ADD COLUMN archive_length integer NOT NULL DEFAULT 0 CHECK (archive_length >= 0);
