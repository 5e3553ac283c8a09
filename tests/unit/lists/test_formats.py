"""Lists as people have them: every encoding, delimiter and format gives the same rows; what is no list is refused."""

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from imagesearch.lists.delimited import LINES_PER_ROW_MAX
from imagesearch.lists.faults import ListRejected
from imagesearch.lists.formats import rows_read
from imagesearch.lists.rows import CELL_MAX_CHARACTERS, Row

TABLE = [
    {"image": "https://shop.test/a.jpg", "name": 'Größe; rot, 5" breit', "sku": "1"},
    {"image": "https://shop.test/b.jpg", "name": "Ein\nStuhl", "sku": "2"},
]


def rows(body: bytes, name: str = "list") -> list[Row]:
    return list(rows_read(io.BytesIO(body), name))


def cells(body: bytes, name: str = "list") -> list[dict[str, Any]]:
    return [dict(row.cells) for row in rows(body, name)]


def delimited(delimiter: str, end: str = "\r\n") -> str:
    quoted = [[f'"{value.replace(chr(34), chr(34) * 2)}"' for value in row.values()] for row in TABLE]
    return end.join(delimiter.join(row) for row in [list(TABLE[0]), *quoted]) + end


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_csv_of_any_delimiter_and_encoding_gives_its_rows(delimiter: str, encoding: str):
    assert cells(delimited(delimiter).encode(encoding)) == TABLE


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_of_any_line_end_gives_its_rows(end: str):
    assert cells(delimited(";", end).encode()) == TABLE


def test_json_lines_and_documents_give_their_rows():
    lines = "\n".join(json.dumps(row) for row in TABLE).encode()
    assert cells(lines) == TABLE
    assert cells(json.dumps(TABLE, indent=1).encode(), "list.json") == TABLE
    assert cells(json.dumps({"shop": "x", "products": TABLE}, indent=1).encode()) == TABLE
    assert cells(b'["https://a.test/", "https://b.test/"]') == [{"1": "https://a.test/"}, {"1": "https://b.test/"}]


def test_parquet_gives_its_rows():
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{**row, "images": ["x", "y"]} for row in TABLE]), out)
    assert cells(out.getvalue()) == [{**row, "images": ["x", "y"]} for row in TABLE]


def test_parquet_that_is_broken_is_refused():
    with pytest.raises(ListRejected):
        rows(b"PAR1" + b"\x15" * 2000 + b"PAR1")


def test_text_gives_a_row_a_line_without_comments():
    body = b"# mine\nhttps://a.test/w_1,h_2/x.jpg\n\n  https://b.test/y.jpg  \nnonsense\n"
    assert [(row.line, *row.cells.values()) for row in rows(body)] == [
        (2, "https://a.test/w_1,h_2/x.jpg"), (4, "https://b.test/y.jpg"), (5, "nonsense"),
    ]  # fmt: skip


def test_text_whose_first_line_is_no_address_keeps_it_unless_it_names_the_column():
    assert len(rows(b"example.org\nhttps://a.test/\n")) == 2
    assert cells(b"Image URL\nhttps://a.test/\n") == [{"Image URL": "https://a.test/"}]


def test_csv_columns_of_the_same_name_hide_no_other():
    assert cells(b"image,image,x\nhttps://a.test/1,https://a.test/2,3\n") == [
        {"image": "https://a.test/1", "image_2": "https://a.test/2", "x": "3"}
    ]


def test_csv_without_a_header_has_numbered_columns():
    assert cells(b"https://a.test/1, red\nhttps://a.test/2,blue\n", "a.csv")[0] == {
        "1": "https://a.test/1",
        "2": " red",
    }


def test_quote_that_nobody_closes_takes_no_other_row_along():
    lines = ["image,name", 'https://a.test/0,"open', *(f"https://a.test/{n},name {n}" for n in range(1, 1000))]
    found = rows("\n".join(lines).encode())
    assert [row.cells["image"] for row in found] == [f"https://a.test/{n}" for n in range(1000)]
    assert [row.line for row in found] == list(range(2, 1002))
    assert LINES_PER_ROW_MAX < 1000


def test_quote_inside_a_cell_is_read_as_it_stands():
    assert cells(b'image,name\nhttps://a.test/,"5" wide\nhttps://b.test/,plain\n')[0]["name"] == "5 wide"


def test_cell_beyond_the_limit_is_a_fault_of_its_row_alone():
    body = b"image,name\nhttps://a.test/,x\nhttps://b.test/," + b"y" * 20_000_000 + b"\nhttps://c.test/,z\n"
    found = rows(body, "list.csv")
    assert [(row.line, row.fault) for row in found] == [(2, ""), (3, "cell_too_long"), (4, "")]
    assert len(found[1].excerpt) < CELL_MAX_CHARACTERS


def test_stray_zeros_are_dropped():
    assert cells(b"image,name\nhttps://a.test/,a\0b\n" + b"https://b.test/,c\n" * 50)[0]["name"] == "ab"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "list_empty"),
        (b"PK\x03\x04rest of a spreadsheet", "list_binary"),
        (b"%PDF-1.7 ...", "list_binary"),
        (b"\x89PNG\r\n\x1a\n", "list_binary"),
        (bytes(range(256)) * 40, "list_binary"),
        (b"\0" * 5000, "list_binary"),
        (b"[1, 2", "list_unreadable"),
        (b'{"a":\n1', "list_unreadable"),
        (b"[" * 100_000, "list_unreadable"),
    ],
)
def test_file_that_is_no_list_is_refused(body: bytes, code: str):
    with pytest.raises(ListRejected) as refusal:
        rows(body)
    assert refusal.value.reason_code == code


def test_json_lines_that_are_broken_are_faults_of_their_own():
    body = b'{"url": "https://a.test/"}\n{broken\n' + b"{" + b"[" * 50_000 + b'\n17\n{"url": "https://b.test/"}\n'
    assert [row.fault for row in rows(body, "x.jsonl")] == ["", "not_json", "not_json", "not_a_row", ""]
