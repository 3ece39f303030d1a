namespace ExhibitionCrm.Web.Data;

/// <summary>Check constraints that repeat in the database what <see cref="Forms.PlainText"/> says of text.</summary>
internal static class TextShape
{
    public const string Controls = @"[\x01-\x1f\x7f-\x9f]";
    public const string ControlsButLineBreaks = @"[\x01-\x08\x0b-\x1f\x7f-\x9f]";

    /// <summary>One line, not empty.</summary>
    public static string Line(string column) => $"{column} <> '' and {column} !~ '{Controls}'";

    /// <summary>One line, perhaps empty.</summary>
    public static string OptionalLine(string column) => $"{column} !~ '{Controls}'";

    /// <summary>Perhaps empty, perhaps several lines.</summary>
    public static string Lines(string column) => $"{column} !~ '{ControlsButLineBreaks}'";
}
