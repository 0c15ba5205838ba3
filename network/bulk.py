"""Many rows at once: made ready before a transaction, written in it in one stroke.

`bulk_create` prepares its statements while the database is locked. Here the keys are reserved and
the values brought into the database's own form first, so that the lock is held for the writing
alone: executemany on SQLite, COPY on PostgreSQL. No signal is sent and no key is returned.
"""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL

from network.copy_text import copied, copied_column

# Their values are in the database's form as they are; all others are converted one by one.
PLAIN = (
    models.BinaryField,
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
)


Form = Callable[[Any], Any]
# On PostgreSQL so many rows are one piece of text.
ROWS_A_PIECE = 500


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Let the collector of reference cycles rest while a great many objects are made.

    It would walk through all of them again and again, which takes a fifth of the time of an
    import, and find nothing: what is not used any more goes without it.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True)
class PreparedRows:
    """Rows of one table, in the form in which the driver takes them.

    On SQLite ``parts`` are the rows, on PostgreSQL pieces of COPY's text of some whole rows each.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    parts: list[Any]

    def change_from(self, start: int, column: str, value: Any) -> None:
        """Give a column another value in all rows from the ``start``-th, 0 the first."""
        at = self.columns.index(column)
        if connection.vendor == "sqlite":
            changed = [(*row[:at], value, *row[at + 1 :]) for row in self.parts[start:]]
            self.parts[start:] = changed
        else:
            _change_text(self.parts, start, at, value)


def reserve_keys(model: type[models.Model], number: int) -> list[int]:
    """Return ``number`` primary keys, growing, that no other row of this model will ever get.

    What is not used leaves a gap, as a transaction does that is rolled back.
    """
    if not number:
        return []
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        return _reserve_on_sqlite(table, number)
    return _reserve_on_postgresql(table, str(model._meta.pk and model._meta.pk.column), number)


def prepare_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> PreparedRows:
    """Bring new rows into the database's form.

    ``columns`` are the names of the attributes that the values of a row are for (``person_id``).
    Text, numbers and keys must be what is to be kept: nothing is checked, cleaned or cut. Fields
    that are not named have one default for all rows; an automatic key is given by the database.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = [fields.pop(name) for name in columns]
    left = [field for field in fields.values() if not (field.generated or field.primary_key)]
    blank = model()
    constants = [_in_its_form(field, field.pre_save(blank, add=True)) for field in left]
    forms = [_form_of(field) for field in given]
    prepare = _as_tuples if connection.vendor == "sqlite" else _as_copy_text
    names = tuple(str(field.column) for field in (*given, *left))
    return PreparedRows(model, names, prepare(rows, forms, constants))


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Give rows other values: each a primary key, then the values of ``columns``.

    Like `prepare_rows` it takes the values as they are to be kept. `bulk_update` takes ten times
    as long for thousands.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    changed = [fields[name] for name in columns]
    key = model._meta.pk
    quote = connection.ops.quote_name
    places = ", ".join(f"{quote(str(field.column))} = %s" for field in changed)
    table, key_column = quote(model._meta.db_table), quote(str(key.column))
    statement = f"UPDATE {table} SET {places} WHERE {key_column} = %s"  # noqa: S608 our own names
    written = [(*map(_in_its_form, changed, values), _in_its_form(key, pk)) for pk, *values in rows]
    if written:
        with connection.cursor() as cursor:
            cursor.executemany(statement, written)


def insert_rows(prepared: Iterable[PreparedRows]) -> None:
    """Write the rows, table after table. Raises ``RuntimeError`` outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("Rows that belong together are written in one transaction.")
    for table in prepared:
        if table.parts:
            _insert(table)


def check_references() -> None:
    """Look now whether all that was written refers to something, not at the commit.

    Whoever does it before taking a lock holds the lock for less. On SQLite it has been looked at.
    """
    if connection.vendor == "postgresql":
        connection.check_constraints()


def put_off_search_indexes(*changed: type[models.Model]) -> None:
    """Let what is written to these tables be sorted into their trigram indexes after the commit.

    PostgreSQL notes it until then, and finds it all the same; the locks are held for less. Nobody
    else has to sort it in. On SQLite there are no such indexes.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")
    tables = [connection.ops.quote_name(model._meta.db_table) for model in changed]
    transaction.on_commit(partial(_sort_in, tables), robust=True)


def _sort_in(tables: list[str]) -> int:
    """Return of how many indexes the notes were sorted in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list(indexrelid) FROM pg_index "
            "JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam "
            "WHERE amname = 'gin' AND indrelid = ANY(%s::regclass[]) "
            "AND pg_has_role(relowner, 'USAGE')",
            [tables],
        )
        return int(cursor.rowcount)


def one_of(values: Sequence[str] | Sequence[int]) -> RawSQL:
    """Return the values for a filter (``key__in=one_of(keys)``), all texts or all numbers.

    They go to the database as one value: thousands take a tenth of the time, and a statement has
    no limit for them.
    """
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(values)])
    kind = "bigint" if values and isinstance(values[0], int) else "text"
    listed = "SELECT value::{} FROM json_array_elements_text(%s::json) AS value"
    return RawSQL(listed.format(kind), [json.dumps(values)])  # noqa: S611 our own words


def _insert(table: PreparedRows) -> None:
    name = connection.ops.quote_name(table.model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    if connection.vendor == "sqlite":
        places = ", ".join(["%s"] * len(table.columns))
        statement = f"INSERT INTO {name} ({columns}) VALUES ({places})"  # noqa: S608 our own names
        with connection.cursor() as cursor:
            cursor.executemany(statement, table.parts)
    else:
        _copy(f"COPY {name} ({columns}) FROM STDIN", table.parts)


def _copy(statement: str, pieces: Iterable[bytes]) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(statement) as copy,
    ):
        for piece in pieces:
            copy.write(piece)


def _as_tuples(
    rows: Iterable[Sequence[Any]], forms: Sequence[Form | None], constants: Sequence[Any]
) -> list[tuple[Any, ...]]:
    special = [(at, form) for at, form in enumerate(forms) if form]
    ready = []
    for row in rows:
        values = [*row, *constants]
        for at, form in special:
            values[at] = form(values[at])
        ready.append(tuple(values))
    return ready


def _as_copy_text(
    rows: Iterable[Sequence[Any]], forms: Sequence[Form | None], constants: Sequence[Any]
) -> list[bytes]:
    texts = [_remembering(copied, form) if form else None for form in forms]
    end = "".join(f"\t{copied(value)}" for value in constants) + "\n"
    remaining = iter(rows)
    pieces = iter(lambda: list(islice(remaining, ROWS_A_PIECE)), [])
    return [_as_piece(piece, texts, end) for piece in pieces]


def _as_piece(rows: list[Sequence[Any]], texts: Sequence[Form | None], end: str) -> bytes:
    """Write some rows column by column: what is of one kind goes in one stroke."""
    columns = [
        map(text, values) if text else copied_column(values)
        for text, values in zip(texts, zip(*rows, strict=True), strict=True)
    ]
    lines = map("\t".join, zip(*columns, strict=True))
    return "".join([line + end for line in lines]).encode()


def _change_text(pieces: list[bytes], start: int, at: int, value: Any) -> None:
    # Tabs and line ends inside a value are written as letters: each one parts values or rows.
    text = copied(value).encode()
    for position in range(start // ROWS_A_PIECE, len(pieces)):
        lines = pieces[position].split(b"\n")[:-1]
        for number in range(max(0, start - position * ROWS_A_PIECE), len(lines)):
            cells = lines[number].split(b"\t")
            lines[number] = b"\t".join([*cells[:at], text, *cells[at + 1 :]])
        pieces[position] = b"\n".join([*lines, b""])


def _form_of(field: "models.Field[Any, Any]") -> Form | None:
    """Return what brings the field's values into the driver's form; None where they are in it."""
    return None if isinstance(field, PLAIN) else _remembering(partial(_in_its_form, field))


def _remembering(form: Form, before: Form | None = None) -> Form:
    """Return ``form``, after ``before``, with its last result: rows often share one object."""
    last, result = object(), None

    def bring(value: Any) -> Any:
        nonlocal last, result
        if value is not last:
            last, result = value, form(before(value) if before else value)
        return result

    return bring


def _in_its_form(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.DateTimeField):
        # The field would ask first whether the moment has a time zone.
        return connection.ops.adapt_datetimefield_value(value)
    return field.get_db_prep_save(value, connection)


def _reserve_on_postgresql(table: str, column: str, number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{table}"', column, number],
        )
        return [key for (key,) in cursor.fetchall()]


def _reserve_on_sqlite(table: str, number: int) -> list[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [number, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
        return list(range(last - number + 1, last + 1))
