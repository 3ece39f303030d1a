"""Reads a workbook with a library that did not write it, and prints its cells as JSON."""

import json
import sys

import openpyxl


def cell_of(cell):
    value = cell.value
    return {
        "kind": cell.data_type,
        "value": value.isoformat() if hasattr(value, "isoformat") else None if value is None else str(value),
        "format": cell.number_format,
        "bold": cell.font.b is True,
        "color": cell.font.color.rgb if cell.font.color and isinstance(cell.font.color.rgb, str) else None,
        "fill": cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None,
        "quoted": cell.quotePrefix is True,
    }


def sheet_of(sheet):
    return {
        "name": sheet.title,
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "widths": [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]],
        "rows": [[cell_of(cell) for cell in row] for row in sheet.iter_rows()],
    }


workbook = openpyxl.load_workbook(sys.argv[1])
# As plain ASCII, so that the console's encoding does not matter.
print(json.dumps([sheet_of(sheet) for sheet in workbook.worksheets]))
