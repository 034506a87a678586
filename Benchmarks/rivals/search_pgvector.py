#!/usr/bin/env python3
"""PostgreSQL with pgvector behind the face of the other engines: latents of 16 bits a value in a table of their own.

    search_pgvector.py URL

gives the server room for the graph of a million latents, from its next start on.
"""

import concurrent.futures
import pathlib
import sys

import numpy
import pgvector
import pgvector.psycopg
import psycopg
from psycopg import sql

from search_engines import CANDIDATES, EFFORTS, LINKS, Engine

# What building and searching may take; the index of a million latents fits into either.
SETTINGS = {"jit": "off", "max_parallel_workers_per_gather": "0", "maintenance_work_mem": "2GB", "max_parallel_maintenance_workers": "1"}


class PgvectorEngine(Engine):
    """A client of one connection a thread. Its index is kept in the database."""

    is_kept = True

    def __init__(self, url: str, table: str, is_exact: bool):
        self.url = url
        self.table = sql.Identifier(table)
        self.name = table
        self.is_exact = is_exact
        self.efforts = [0] if is_exact else EFFORTS
        self.connections: list[psycopg.Connection] = []
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            self.version = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()[0]

    def connect(self) -> psycopg.Connection:
        connection = psycopg.connect(self.url, autocommit=True)
        pgvector.psycopg.register_vector(connection)
        # One plan, whatever the planner thinks of a small table.
        ways = {"enable_indexscan": "off"} if self.is_exact else {"enable_seqscan": "off"}
        for name, value in {**SETTINGS, **ways}.items():
            connection.execute(sql.SQL("SET {} = {}").format(sql.Identifier(name), value))
        return connection

    def build(self, rows: numpy.ndarray) -> None:
        with self.connect() as connection:
            execute = connection.execute
            execute(sql.SQL("DROP TABLE IF EXISTS {}").format(self.table))
            execute(sql.SQL("CREATE UNLOGGED TABLE {} (id int4, latent halfvec({}))").format(self.table, rows.shape[1]))
            with connection.cursor() as cursor, cursor.copy(
                    sql.SQL("COPY {} FROM STDIN WITH (FORMAT BINARY)").format(self.table)) as copy:
                copy.set_types(["int4", "halfvec"])
                for number, row in enumerate(rows):
                    copy.write_row((number, pgvector.HalfVector(row)))
            if not self.is_exact:
                execute(
                    sql.SQL("CREATE INDEX ON {} USING hnsw (latent halfvec_ip_ops) WITH (m = {}, ef_construction = {})").format(
                        self.table, LINKS, CANDIDATES))
            execute(sql.SQL("VACUUM ANALYZE {}").format(self.table))

    def save(self, path: pathlib.Path) -> None:
        path.write_text(self.name)

    def load(self, path: pathlib.Path, dimension: int) -> None:
        with self.connect() as connection:
            # A server that did not end in order empties such tables.
            if not self.is_there(connection):
                raise SystemExit(f"search_pgvector: the table {self.name} is gone from the database: build it again with --rebuild")

    def is_there(self, connection: psycopg.Connection) -> bool:
        (table,) = connection.execute("SELECT to_regclass(%s)", (self.name,)).fetchone()
        return table is not None and connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(self.table)).fetchone()[0]

    def prepare(self, queries: numpy.ndarray) -> numpy.ndarray:
        return numpy.array([pgvector.HalfVector(query) for query in queries], dtype=object)

    def set(self, effort: int, threads: int) -> None:
        while len(self.connections) < threads:
            self.connections.append(self.connect())
        self.active = self.connections[:threads]
        for connection in self.active if effort else []:
            connection.execute(sql.SQL("SET hnsw.ef_search = {}").format(effort))

    def search(self, queries: numpy.ndarray, k: int) -> numpy.ndarray:
        if len(self.active) == 1 or len(queries) == 1:
            return self.asked(self.active[0], queries, k)
        parts = numpy.array_split(queries, len(self.active))
        with concurrent.futures.ThreadPoolExecutor(len(parts)) as threads:
            return numpy.concatenate(list(threads.map(self.asked, self.active, parts, [k] * len(parts))))

    def asked(self, connection: psycopg.Connection, queries: numpy.ndarray, k: int) -> numpy.ndarray:
        """One query after another; several go out together, without waiting for each answer."""
        statement = sql.SQL("SELECT id FROM {} ORDER BY latent <#> %s LIMIT {}").format(self.table, k)
        if len(queries) == 1:
            found = [connection.execute(statement, (queries[0],), prepare=True)]
        else:
            with connection.pipeline():
                found = [connection.execute(statement, (query,), prepare=True) for query in queries]
        return numpy.array([[row[0] for row in cursor.fetchall()] for cursor in found])

    def bytes(self) -> int:
        """The table and its index, as they lie on the disk and in the server's buffers."""
        with self.connect() as connection:
            return connection.execute("SELECT pg_total_relation_size(%s::regclass)", (self.name,)).fetchone()[0]


def main() -> None:
    with psycopg.connect(sys.argv[1], autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET shared_buffers = '2GB'")


if __name__ == "__main__":
    main()
