using System.Globalization;
using ExhibitionCrm.Web.Configuration;

namespace ExhibitionCrm.Web.Badges;

/// <summary>
/// What badge.css says of the standard sizes, for any other one: the page, the label's box, and how large what stands on it is.
/// All sizes in it are millimetres. Everything fits by how it is counted: with two lines of the name, company, job title, ID and
/// the exhibition with its logo, one below the other.
/// </summary>
internal static class LabelStyle
{
    /// <summary>The body's class.</summary>
    public const string ClassName = "size-own";

    public const string UprightClassName = "size-upright";

    private const double WidestPadding = 3;

    // Of the label's width where the code stands beside the text, of its height where it stands above.
    private const double CodeBeside = 0.42;
    private const double CodeAbove = 0.42;

    // Eight characters, each .6 wide and .08 apart, and a little.
    private const double IdWidth = 5.6;
    private const double IdLine = 1.2;

    // Most names fit on two lines of 13 characters.
    private const double NameWidth = 7.5;

    // In heights of the name's letters: two lines of it, and a line each of company, job title, and the exhibition with its logo.
    private const double Lines = 5.8;
    private const double Company = 0.68;
    private const double Job = 0.6;
    private const double Exhibition = 0.5;
    private const double Logo = 1.6;

    // Between the lines, in millimetres; see badge.css.
    private const double Margins = 2.2;

    // On a screen: the least and the most width of tablets and of phones, and what stands around the label, in CSS pixels.
    private static readonly (int Least, int Most)[] SmallScreens = [(768, 991), (360, 767)];
    private const int Around = 75;
    private const double PixelsAMillimetre = 96 / 25.4;

    public static string Of(LabelSize size)
    {
        var padding = Math.Min(WidestPadding, 0.08 * Math.Min(size.Width, size.Height));
        var (width, height) = (size.Width - (2 * padding), size.Height - (2 * padding));
        var code = size.IsUpright ? Math.Min(width, CodeAbove * height) : Math.Min(height, CodeBeside * width);
        var (textWidth, textHeight) = size.IsUpright ? (width, height - code - padding) : (width - code - padding, height);
        var id = Math.Min(textWidth / IdWidth, Math.Min(0.24 * textHeight, 14));
        var name = Math.Min((textHeight - (IdLine * id) - Margins) / Lines, Math.Min(textWidth / NameWidth, 16));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            @page label-own { size: {{size.Width}}mm {{size.Height}}mm; margin: 0; }
            .{{ClassName}} {
              page: label-own;
              --width: {{size.Width}}mm;
              --height: {{size.Height}}mm;
              --padding: {{padding:0.##}}mm;
              --qr: {{code:0.##}}mm;
              --name: {{name:0.##}}mm;
              --company: {{Company * name:0.##}}mm;
              --company-lines: 1;
              --job: {{Job * name:0.##}}mm;
              --id: {{id:0.##}}mm;
              --exhibition: {{Exhibition * name:0.##}}mm;
              --logo: {{Logo * name:0.##}}mm;
            }
            {{string.Concat(SmallScreens.Select(screen => Shrunk(size.Width * PixelsAMillimetre, screen.Least - Around, screen.Most)))}}
            """);
    }

    // All of the label is to be seen there.
    private static string Shrunk(double width, int room, int most) => width <= room ? "" : string.Create(
        CultureInfo.InvariantCulture, $"@media screen and (max-width: {most}px) {{ .{ClassName} .badge-label {{ zoom: {room / width:0.###}; }} }}\n");
}
