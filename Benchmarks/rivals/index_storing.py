"""Encoded pictures into PostgreSQL with psycopg: a binary COPY into a staging table and one merge, in one transaction a batch."""

import struct

import numpy
import psycopg

from index_reading import Picture

STAGING = """
    CREATE TEMPORARY TABLE staged (
        sha256 bytea, byte_size bigint, format text, width integer, height integer, thumbnail bytea,
        source bytea, modified_ns bigint, inode bigint, vector vector, average real, deviation real, norm real, realism real
    ) ON COMMIT DELETE ROWS
"""
# A vector goes as the bytes of its binary form.
TYPES = ["bytea", "int8", "text", "int4", "int4", "bytea", "bytea", "int8", "int8", "bytea", *["float4"] * 4]
IMAGES = """
    INSERT INTO images (collection_id, sha256, byte_size, format, width, height)
    SELECT DISTINCT ON (sha256) %s::bigint, sha256, byte_size, format, width, height FROM staged ORDER BY sha256
    ON CONFLICT (collection_id, sha256) DO NOTHING
"""
THUMBNAILS = """
    INSERT INTO thumbnails (image_id, jpeg)
    SELECT DISTINCT ON (i.id) i.id, s.thumbnail
    FROM staged s JOIN images i ON i.collection_id = %s AND i.sha256 = s.sha256 ORDER BY i.id
    ON CONFLICT (image_id) DO NOTHING
"""
SOURCES = """
    INSERT INTO image_sources (collection_id, image_id, source, byte_size, modified_ns, inode)
    SELECT %s::bigint, i.id, s.source, s.byte_size, s.modified_ns, s.inode
    FROM staged s JOIN images i ON i.collection_id = %s AND i.sha256 = s.sha256
    ON CONFLICT (collection_id, source_sha256) DO UPDATE
    SET image_id = excluded.image_id, byte_size = excluded.byte_size, modified_ns = excluded.modified_ns, inode = excluded.inode
"""
LATENTS = """
    INSERT INTO latents (model_id, image_id, vector, average, deviation, norm, realism)
    SELECT DISTINCT ON (i.id) %s::bigint, i.id, s.vector, s.average, s.deviation, s.norm, s.realism
    FROM staged s JOIN images i ON i.collection_id = %s AND i.sha256 = s.sha256 ORDER BY i.id
    ON CONFLICT (model_id, image_id) DO NOTHING
"""
# Files, images, latents, latents that are no standardised vector, and sources whose image has no latent.
COUNTS = """
    SELECT (SELECT count(*) FROM image_sources WHERE collection_id = %(collection)s),
           (SELECT count(*) FROM images WHERE collection_id = %(collection)s),
           count(*),
           count(*) FILTER (WHERE abs(vector_norm(vector) - sqrt(vector_dims(vector))) > 1e-3),
           (SELECT count(*) FROM image_sources s WHERE collection_id = %(collection)s AND NOT EXISTS (
                SELECT FROM latents l WHERE l.model_id = %(model)s AND l.image_id = s.image_id))
    FROM latents WHERE model_id = %(model)s
"""


class Store:
    """A connection to an empty database with Semblance's schema, and a model version of its own."""

    def __init__(self, url: str, resolution: int, dimension: int, synchronous_commit: str):
        self.connection = psycopg.connect(url, autocommit=True)
        execute = self.connection.execute
        (held,) = execute("SELECT count(*) FROM images").fetchone()
        if held:
            raise SystemExit(f"index_python: the database holds {held} images already: name an empty one with --database")
        execute(f"SET synchronous_commit = {synchronous_commit}")
        execute(STAGING)
        # It does not get smaller, and compressing it again would only take time.
        execute("ALTER TABLE staged ALTER COLUMN thumbnail SET STORAGE EXTERNAL")
        (self.collection,) = execute("SELECT id FROM collections WHERE name = 'default'").fetchone()
        (self.model,) = execute(
            "INSERT INTO model_versions (collection_id, name, version, objective, resolution, latent_dimension, normalization,"
            " preprocessing, state) VALUES (%s, 'rival', 1, 'o_gan', %s, %s, 'standardized', '{}', 'ready') RETURNING id",
            (self.collection, resolution, dimension)).fetchone()
        execute("SELECT create_latents_partition(%s)", (self.model,))

    def add(self, pictures: list[Picture], codes: numpy.ndarray) -> None:
        """A batch, as a whole or not at all. `codes` are the encoder's outputs, one a picture, not yet normalised."""
        average, deviation, norm = codes.mean(1), codes.std(1), numpy.linalg.norm(codes, axis=1)
        vectors = ((codes - average[:, None]) / deviation[:, None]).astype(">f4")
        head = struct.pack(">hh", vectors.shape[1], 0)
        with self.connection.transaction(), self.connection.cursor() as cursor:
            with cursor.copy("COPY staged FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(TYPES)
                for row, p in enumerate(pictures):
                    copy.write_row((
                        p.sha256, p.byte_size, p.format, p.width, p.height, p.thumbnail, p.source, p.modified_ns, p.inode,
                        head + vectors[row].tobytes(), float(average[row]), float(deviation[row]), float(norm[row]), -float(average[row])))
            cursor.execute(IMAGES, (self.collection,))
            cursor.execute(THUMBNAILS, (self.collection,))
            cursor.execute(SOURCES, (self.collection, self.collection))
            cursor.execute(LATENTS, (self.model, self.collection))

    def check(self, files: int) -> int:
        """The number of images, where all that should be in the database is there."""
        sources, images, latents, crooked, orphans = self.connection.execute(
            COUNTS, {"collection": self.collection, "model": self.model}).fetchone()
        if sources != files or latents != images or crooked or orphans:
            raise SystemExit(
                f"index_python: {files} files became {sources} sources, {images} images and {latents} latents, {crooked} of them not of"
                f" length sqrt(n), and {orphans} sources are without one")
        return images
