using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>Width and height of a badge's label in whole millimetres: one of <see cref="Standard"/>, or an own one.</summary>
public sealed partial record LabelSize
{
    public const int MinWidth = 20;
    public const int MaxWidth = 210;
    public const int MinHeight = 15;
    public const int MaxHeight = 297;

    /// <summary>The longest text that is one, with room for blanks and the unit.</summary>
    public const int TextMaxLength = 20;

    // A label that is hardly wider than high has its text below the code.
    private const double UprightBelow = 1.15;

    private LabelSize(int width, int height) => (Width, Height) = (width, height);

    /// <summary>Those that badge.css has rules of their own for, the usual one first.</summary>
    public static IReadOnlyList<LabelSize> Standard { get; } = [new(89, 36), new(62, 29), new(90, 55), new(74, 105)];

    public static LabelSize Usual => Standard[0];

    public int Width { get; }

    public int Height { get; }

    public bool IsStandard => Standard.Contains(this);

    public bool IsUpright => Width < Height * UprightBelow;

    /// <summary>As in 89 × 36 mm.</summary>
    public string Shown => string.Create(CultureInfo.InvariantCulture, $"{Width} × {Height} mm");

    public static bool TryCreate(int width, int height, [NotNullWhen(true)] out LabelSize? size)
    {
        size = width is >= MinWidth and <= MaxWidth && height is >= MinHeight and <= MaxHeight ? new LabelSize(width, height) : null;
        return size is not null;
    }

    /// <param name="typed">As in 89x36, 89 × 36 mm.</param>
    /// <param name="isOutOfRange">Whether it is a size, but none that a label may have.</param>
    public static bool TryRead(string? typed, [NotNullWhen(true)] out LabelSize? size, out bool isOutOfRange)
    {
        size = null;
        var match = Form().Match(typed ?? "");
        isOutOfRange = match.Success && !TryCreate(Number(match, 1), Number(match, 2), out size);
        return size is not null;
    }

    /// <summary>As forms and addresses have it: 89x36.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*([0-9]{1,4})\s*(?:mm)?\s*[xX×*]\s*([0-9]{1,4})\s*(?:mm)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
