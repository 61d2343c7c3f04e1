"""Reads a feed's files as tables of texts; a column ``row`` counts as a spreadsheet does (the header is row 1)."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as parquet

from zhiji.holdings.feed.mapping import Layout
from zhiji.holdings.feed.problems import FeedRefused, Problem

ROW = "row"


def read_table(path: Path, layout: Layout) -> pa.Table:
    """Every cell as text. FeedRefused with one problem when the file is none of its format."""
    try:
        table = _parquet(path) if _is_parquet(path, layout) else _csv(path, layout)
    except (pa.ArrowException, OSError, LookupError, UnicodeError) as error:
        raise FeedRefused(
            [Problem(path.name, "file", row=_row_of(error), detail=type(error).__name__)]
        ) from error
    names = [name.strip().lstrip("\ufeff") for name in table.column_names]
    if len(set(names)) < len(names) or ROW in names:
        raise FeedRefused([Problem(path.name, "file", row=1, detail="two columns have one name")])
    numbers = pa.array(range(2, table.num_rows + 2), pa.int64())
    return table.rename_columns(names).append_column(ROW, numbers)


def _is_parquet(path: Path, layout: Layout) -> bool:
    return layout.format == "parquet" or (not layout.format and path.suffix == ".parquet")


def _csv(path: Path, layout: Layout) -> pa.Table:
    with path.open("rb") as file:
        if file.read(1) == b"":
            raise OSError("empty")
    parse = csv.ParseOptions(
        delimiter=layout.delimiter,
        quote_char=layout.quote or False,
        newlines_in_values=True,
        ignore_empty_lines=False,
    )
    reading = csv.ReadOptions(encoding=layout.encoding, block_size=1 << 24)
    names = csv.open_csv(path, read_options=reading, parse_options=parse).schema.names
    texts = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    return csv.read_csv(path, read_options=reading, parse_options=parse, convert_options=texts)


def _parquet(path: Path) -> pa.Table:
    table = parquet.read_table(path)
    return pa.table({name: pc.cast(table[name], pa.string()) for name in table.column_names})


def _row_of(error: Exception) -> int | None:
    """The row that pyarrow names, where it does; its message itself may quote the row's values and is not repeated."""
    words = str(error).split("#", 1)
    digits = "".join(ch for ch in words[1].split(":")[0] if ch.isdigit()) if len(words) == 2 else ""
    return int(digits) if digits else None
