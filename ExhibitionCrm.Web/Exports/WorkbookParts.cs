using System.Globalization;
using System.Security;
using System.Text;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Exports;

/// <summary>Looks of a cell, by their place among the <c>cellXfs</c> of <see cref="WorkbookParts.Styles"/>.</summary>
internal enum CellStyle
{
    General,
    Header,

    /// <summary>Stays text when somebody edits the cell, whatever is typed.</summary>
    Text,

    /// <summary>Text that begins like a formula, and does not become one when somebody edits the cell.</summary>
    Quoted,
    Amount,
    Time,
}

/// <summary>The parts of an XLSX file around its sheets (ECMA-376).</summary>
internal static class WorkbookParts
{
    private const string Prolog = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    public static string PackageRelations(bool hasProperties) => $"""
        {Prolog}<Relationships xmlns="{Relations}"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/>{(hasProperties
            ? $"""<Relationship Id="rId2" Type="{Relations}/metadata/core-properties" Target="docProps/core.xml"/>""" : "")}</Relationships>
        """;

    public static string Properties(string title) => $"""
        {Prolog}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <dc:title>{SecurityElement.Escape(title)}</dc:title>
        </cp:coreProperties>
        """;

    public static string ContentTypes(int sheets, bool hasProperties) => $"""
        {Prolog}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Default Extension="xml" ContentType="application/xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/>
        {Each(sheets, n => $"""<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{Types}.worksheet+xml"/>""")}
        {(hasProperties ? """<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>""" : "")}
        </Types>
        """;

    public static string WorkbookRelations(int sheets) => $"""
        {Prolog}<Relationships xmlns="{Relations}">
        <Relationship Id="styles" Type="{Office}/styles" Target="styles.xml"/>
        {Each(sheets, n => $"""<Relationship Id="sheet{n}" Type="{Office}/worksheet" Target="worksheets/sheet{n}.xml"/>""")}
        </Relationships>
        """;

    // Spreadsheet programs keep the range of a sheet's filter under a name of its own.
    public static string Workbook(IReadOnlyList<(string Name, string Range)> sheets) => $"""
        {Prolog}<workbook xmlns="{Main}" xmlns:r="{Office}">
        <bookViews><workbookView activeTab="0"/></bookViews>
        <sheets>{Each(sheets.Count, n => $"""<sheet name="{sheets[n - 1].Name}" sheetId="{n}" r:id="sheet{n}"/>""")}</sheets>
        <definedNames>{Each(sheets.Count, n => FilterName(n - 1, sheets[n - 1].Name, sheets[n - 1].Range))}</definedNames>
        </workbook>
        """;

    public static string Styles(Currency currency) => $"""
        {Prolog}<styleSheet xmlns="{Main}">
        <numFmts count="2">
        <numFmt numFmtId="164" formatCode="{AmountFormat(currency)} &quot;{currency.Code}&quot;"/>
        <numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/>
        </numFmts>
        <fonts count="2">
        <font><sz val="11"/><name val="Calibri"/><family val="2"/></font>
        <font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font>
        </fonts>
        <fills count="3">
        <fill><patternFill patternType="none"/></fill>
        <fill><patternFill patternType="gray125"/></fill>
        <fill><patternFill patternType="solid"><fgColor rgb="FF366092"/><bgColor indexed="64"/></patternFill></fill>
        </fills>
        <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
        <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
        <cellXfs count="6">
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
        <xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>
        <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
        <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>
        <xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
        <xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
        </cellXfs>
        <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
        </styleSheet>
        """;

    private static string AmountFormat(Currency currency) => currency.Places == 0 ? "#,##0" : $"#,##0.{new string('0', currency.Places)}";

    private static string FilterName(int index, string sheet, string range) =>
        $"""<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'{sheet}'!{Absolute(range)}</definedName>""";

    // A1:I11 to $A$1:$I$11.
    private static string Absolute(string range) =>
        string.Join(':', range.Split(':').Select(cell => $"${cell[0]}${cell[1..]}"));

    private static string Each(int count, Func<int, string> xml) =>
        new StringBuilder().AppendJoin("", Enumerable.Range(1, count).Select(xml)).ToString();

    /// <summary>Where a sheet begins: its header frozen, its columns as wide as they should be.</summary>
    public static string SheetStart(IReadOnlyList<ExportColumn> columns) => $"""
        {Prolog}<worksheet xmlns="{Main}">
        <sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>
        <cols>{Each(columns.Count, n => string.Create(CultureInfo.InvariantCulture, $"""<col min="{n}" max="{n}" width="{columns[n - 1].Width}" customWidth="1"/>"""))}</cols>
        <sheetData>
        """;

    /// <summary>Where it ends. Digits that are text on purpose get no mark of warning.</summary>
    public static string SheetEnd(string range) => $"""
        </sheetData><autoFilter ref="{range}"/>
        <ignoredErrors><ignoredError sqref="{range}" numberStoredAsText="1"/></ignoredErrors></worksheet>
        """;
}
