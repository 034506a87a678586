-- The bytes of images that came through the server or `images add`: no file holds them, so the database does. Their sources begin with
-- `upload:`, as if that were an archive.
CREATE TABLE uploads (
    image_id bigint PRIMARY KEY REFERENCES images ON DELETE CASCADE,
    bytes bytea NOT NULL
);
-- Photos do not get smaller.
ALTER TABLE uploads ALTER COLUMN bytes SET STORAGE EXTERNAL;
